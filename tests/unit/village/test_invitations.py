"""An invitation lets one person into one post, once, for seven days."""

from __future__ import annotations

import re
import threading
from datetime import timedelta

import pytest

from tests.builders import Office
from village.errors import InvitationRefused, NotFound
from village.model.people import Invitation, Person, Role
from village.services import people
from village.services.people import INVITATION_LIFE


def invite(office: Office, name: str = "王秀兰", role: Role = Role.OFFICIAL, title: str = "村支书") -> Invitation:
    return office.do(people.invite, office.clerk, office.villages[0].id, role, name, title, office.now)


def refused(office: Office, code: str) -> str:
    reasons = set()
    for service in (people.look_at, people.decline):
        with pytest.raises(InvitationRefused) as refusal:
            office.do(service, code, office.now)
        reasons.add(refusal.value.why)
    with pytest.raises(InvitationRefused) as refusal:
        office.do(people.join, code, 5555, office.now)
    [reason] = reasons | {refusal.value.why}
    return reason


def test_joining_binds_the_account_and_gives_the_post(office: Office) -> None:
    made = invite(office)
    joined = office.do(people.join, made.code, 5001, office.now)
    assert joined == office.see(lambda uow: uow.people.by_account(5001))
    assert (joined.name, joined.account, joined.reachable) == ("王秀兰", 5001, True)
    assert [(p.unit, p.role, p.title) for p in joined.posts] == [(office.villages[0], Role.OFFICIAL, "村支书")]


def test_a_code_fits_a_deep_link_and_no_two_are_alike(office: Office) -> None:
    codes = {invite(office).code for _ in range(20)}
    assert len(codes) == 20
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{16,64}", code) for code in codes)


def test_looking_at_an_invitation_does_not_use_it_up(office: Office) -> None:
    made = invite(office)
    assert office.do(people.look_at, made.code, office.now) == made
    assert office.do(people.look_at, made.code, office.now) == made
    assert made.made_by == office.clerk.id


def test_a_link_works_once(office: Office) -> None:
    made = invite(office)
    office.do(people.join, made.code, 5001, office.now)
    assert refused(office, made.code) == "used"
    assert office.see(lambda uow: uow.people.by_account(5555)) is None


def test_an_unknown_link_is_refused(office: Office) -> None:
    assert refused(office, "no-such-code") == "unknown"


def test_a_link_works_until_the_last_moment_of_seven_days(office: Office) -> None:
    made = invite(office)
    office.clock.pass_by(INVITATION_LIFE - timedelta(seconds=1))
    assert office.do(people.look_at, made.code, office.now) == made
    office.clock.pass_by(timedelta(seconds=1))
    assert refused(office, made.code) == "expired"


def test_a_declined_link_is_worthless_and_binds_nobody(office: Office) -> None:
    made = invite(office)
    assert office.do(people.decline, made.code, office.now) == made
    assert refused(office, made.code) == "unknown"


def test_two_people_racing_for_one_link_leave_one_member_and_one_refusal(office: Office) -> None:
    made = invite(office)
    start = threading.Barrier(2)
    outcomes: list[Person | str] = []

    def take(account: int) -> None:
        start.wait()
        try:
            outcomes.append(office.do(people.join, made.code, account, office.now))
        except InvitationRefused as refusal:
            outcomes.append(refusal.why)

    threads = [threading.Thread(target=take, args=(account,)) for account in (5001, 5002)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    [member] = [o for o in outcomes if isinstance(o, Person)]
    assert [o for o in outcomes if not isinstance(o, Person)] == ["used"]
    accounts = office.see(lambda uow: [uow.people.by_account(a) for a in (5001, 5002)])
    assert [p.id for p in accounts if p] == [member.id]


def test_a_link_used_between_the_look_and_the_use_is_refused(office: Office) -> None:
    made = invite(office)
    assert office.do(lambda uow: uow.invitations.use(made.code, office.clerk.id, office.now)) is True
    assert office.do(lambda uow: uow.invitations.use(made.code, office.leader.id, office.now)) is False


def test_when_the_use_fails_joining_changes_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    made = invite(office)
    from village.storage.people import InvitationRows

    monkeypatch.setattr(InvitationRows, "use", lambda *_: False)  # what the loser of a race on PostgreSQL sees
    with pytest.raises(InvitationRefused) as refusal:
        office.do(people.join, made.code, 5001, office.now)
    assert refusal.value.why == "used"
    assert office.see(lambda uow: uow.people.by_account(5001)) is None


def test_somebody_with_a_new_phone_stays_the_same_person_and_the_old_account_is_nobody(office: Office) -> None:
    first = office.do(people.join, invite(office).code, 5001, office.now)
    again = office.do(people.join, invite(office, title="村主任").code, 5002, office.now)
    assert again.id == first.id
    assert again.account == 5002
    assert [p.title for p in again.posts] == ["村主任"]
    assert office.see(lambda uow: uow.people.by_account(5001)) is None


def test_a_namesake_in_another_unit_is_somebody_else(office: Office) -> None:
    first = office.do(people.join, invite(office).code, 5001, office.now)
    made = office.do(people.invite, office.clerk, office.villages[1].id, Role.OFFICIAL, "王秀兰", "文书", office.now)
    assert office.do(people.join, made.code, 5002, office.now).id != first.id
    assert office.refresh(first).account == 5001


def test_a_known_account_gets_the_post_in_addition(office: Office) -> None:
    official = office.officials[1]
    joined = office.do(people.join, invite(office, official.name).code, official.account, office.now)
    assert joined.id == official.id
    assert joined.units() == [office.villages[1], office.villages[0]]


def test_the_operator_invites_without_being_anybody(office: Office) -> None:
    made = office.do(people.invite, None, office.town.id, Role.CLERK, "新干事", "干事", office.now)
    assert made.made_by is None
    assert office.do(people.join, made.code, 5003, office.now).has(Role.CLERK)


def test_nobody_is_invited_into_a_unit_that_does_not_exist(office: Office) -> None:
    for by in (None, office.clerk):
        with pytest.raises(NotFound):
            office.do(people.invite, by, 999, Role.OFFICIAL, "某人", "干部", office.now)


def test_a_clerk_may_invite_into_the_units_of_the_post_each_once(office: Office) -> None:
    office.do(lambda uow: uow.people.add_post(office.clerk.id, office.villages[0].id, Role.ADMIN, "管理"))
    clerk = office.refresh(office.clerk)
    units = office.do(people.invitable_units, clerk)
    assert units == [office.town, *office.villages]
