"""``people unit | invite | list``: the operator's way in, before there is a clerk."""

from __future__ import annotations

import argparse
from typing import Any

from bot.commands import refuse, settings
from handlers.wording import moment
from village.bootstrap import open_storage
from village.clock import ShiftedClock
from village.model.people import Role, UnitKind
from village.services import people

KINDS = {UnitKind.COUNTY: "县", UnitKind.TOWN: "镇", UnitKind.DEPARTMENT: "部门", UnitKind.VILLAGE: "村"}
ROLES = {Role.OFFICIAL: "村镇干部", Role.CLERK: "办公室", Role.LEADER: "领导", Role.ADMIN: "管理员"}


def add(commands: Any) -> None:
    """Declare the command and its actions."""
    group = commands.add_parser("people", help="单位和人员：建单位、生成加入链接、列出")
    actions = group.add_subparsers(dest="action", required=True, metavar="ACTION")
    unit = actions.add_parser("unit", help="建一个单位")
    unit.add_argument("name")
    unit.add_argument("--kind", choices=list(UnitKind), default=UnitKind.VILLAGE)
    unit.add_argument("--under", metavar="NAME", help="上级单位的名称")
    unit.add_argument("--alias", nargs="*", default=[], help="别名，如 甘溪沟")
    unit.set_defaults(run=run_unit)
    invite = actions.add_parser("invite", help="生成一个加入链接（只能用一次，7 天有效）")
    invite.add_argument("name")
    invite.add_argument("--unit", required=True)
    invite.add_argument("--role", choices=list(Role), default=Role.CLERK)
    invite.add_argument("--title", default="干事")
    invite.add_argument("--bot", default="", help="机器人的用户名，用来拼链接")
    invite.set_defaults(run=run_invite)
    listing = actions.add_parser("list", help="列出单位和人员")
    listing.set_defaults(run=run_list)


def run_unit(args: argparse.Namespace) -> int:
    """``people unit``."""
    if not args.name.strip():
        return refuse("请写上单位的名称，例：people unit 甘溪沟村 --under 清河镇")
    storage = open_storage(settings())
    with storage.begin() as uow:
        parent = uow.units.tree().called(args.under) if args.under else None
        if args.under and parent is None:
            return refuse(f"没有叫“{args.under}”的单位。用 people list 看有哪些单位。")
        if uow.units.tree().called(args.name):
            print(f"已经有了：{args.name}")
            return 0
        made = uow.units.add(args.name, UnitKind(args.kind), parent.id if parent else None, args.alias)
        uow.commit()
    print(f"建好了：{made.name}（编号 {made.id}）")
    return 0


def run_invite(args: argparse.Namespace) -> int:
    """``people invite``."""
    if not args.name.strip():
        return refuse("请写上要请的人的姓名，例：people invite 王秀兰 --unit 甘溪沟村")
    storage = open_storage(settings())
    with storage.begin() as uow:
        unit = uow.units.tree().called(args.unit)
        if unit is None:
            return refuse(f"没有叫“{args.unit}”的单位。用 people list 看有哪些单位。")
        now = ShiftedClock().now()
        made = people.invite(uow, None, unit.id, Role(args.role), args.name, args.title, now)
        uow.commit()
    print(f"请让 {made.name} 打开机器人，发送下面这一句（{moment(made.expires_at)}前有效，只能用一次）：")
    print(f"/start {made.code}")
    if args.bot:
        print(f"或者打开链接：https://t.me/{args.bot}?start={made.code}")
    return 0


def run_list(_args: argparse.Namespace) -> int:
    """``people list``."""
    storage = open_storage(settings())
    with storage.read() as uow:
        tree = uow.units.tree()
        everyone = uow.people.in_units([u.id for u in tree], *Role)
    for unit in tree:
        print(f"{unit.name}（{KINDS[unit.kind]}）")
        for person in everyone:
            for post in (p for p in person.posts if p.unit.id == unit.id):
                state = "" if person.account is not None else "  还没加入"
                print(f"  {person.name}  {post.title}  {ROLES[post.role]}{state}")
    return 0
