"""A plan sent as a file: compared with the library, put right fact by fact, confirmed once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from knowledge import read_text
from knowledge.facts import Clause, Deadline, Dropped, Indicator, PlanDraft, Reading, Unclear, When
from tests.builders import Office, a_plan, wall
from village.errors import Invalid, NotAllowed, NotFound
from village.model.drafts import FileState, Kind, Note, PlanFile, exchanged, items, units_of, without
from village.model.seasons import Seasons
from village.services import draft_facts, drafts, plan_duties
from village.services.draft_facts import Place

TEXT = """清水镇2026年农村改厕方案
一、任务
1.改厕。全年新建改建厕所210户，普及率达到85%以上。（牵头单位：镇乡建办；配合单位：各村）
2.清沟。6月30日前各村完成沟渠清淤。汛期前检查一遍排水口。
3.报送。各村每月10日前报送进展情况。
"""
[DRAFT] = read_text(TEXT, "a.txt").plans
NEXT = TEXT.replace("2026年", "2027年").replace("210户", "300户").replace("10日", "12日")
OTHER = """清水镇2027年农村改厕方案
一、任务
1.厕所。再把剩下的旱厕改掉300户，一户一档建好台账。
2.报送。各村每月12日前报送进展情况。
"""


def send(office: Office, *found: PlanDraft, dropped: tuple[Dropped, ...] = ()) -> PlanFile:
    file = office.do(drafts.receive, office.clerk, 1, "token", "方案.txt", office.now)
    return office.do(drafts.was_read, file, Reading(found or (DRAFT,), dropped), office.now)


@pytest.fixture
def sent(office: Office) -> PlanFile:
    return send(office)


def place(sent: PlanFile, kind: Kind, number: int = 0) -> Place:
    draft = sent.drafts[0]
    assert draft is not None
    return Place(sent.id, 0, kind, number, len(items(draft, kind)))


def now_is(office: Office, sent: PlanFile) -> PlanDraft:
    return office.do(drafts.find, office.clerk, sent.id, 0)[1]


def typed(office: Office, field: str, where: Place, text: str) -> PlanDraft:
    office.do(draft_facts.begin_typing, office.clerk, field, where, office.now)
    saved = office.see(lambda uow: uow.sessions.active(office.clerk.id))
    assert saved is not None
    assert draft_facts.is_typing(saved.subject)
    return office.do(draft_facts.take_typed, office.clerk, saved.subject, text, office.now)


# Facts of a draft


def test_what_is_checked_stands_in_the_order_of_the_plan() -> None:
    assert [i.value for i in items(DRAFT, Kind.INDICATOR) if isinstance(i, Indicator)] == [210, 85]
    assert [d.when for d in items(DRAFT, Kind.DEADLINE) if isinstance(d, Deadline)][-1] == "monthly:10"
    assert next(c.id for c in items(DRAFT, Kind.PARTY) if isinstance(c, Clause)) == "一.1"
    assert [u.why for u in items(DRAFT, Kind.UNCLEAR) if isinstance(u, Unclear)] == ["vague_time"]
    assert items(DRAFT, Kind.DROPPED) == []
    assert units_of(DRAFT) >= {"镇乡建办", "各村"}


@pytest.mark.parametrize("kind", [Kind.INDICATOR, Kind.DEADLINE, Kind.UNCLEAR])
def test_one_fact_goes_and_the_others_stay(kind: Kind) -> None:
    before = items(DRAFT, kind)
    assert items(without(DRAFT, before[0]), kind) == before[1:]


def test_a_clause_without_its_units_stays_a_clause_and_is_marked() -> None:
    clause = items(DRAFT, Kind.PARTY)[0]
    changed = without(DRAFT, clause)
    assert len(changed.clauses) == len(DRAFT.clauses)
    [bare] = [c for c in changed.clauses if isinstance(clause, Clause) and c.id == clause.id]
    assert (bare.lead, bare.support, bare.corrected) == ((), (), True)


def test_of_two_targets_that_contradict_the_one_left_stands_unchallenged() -> None:
    one, two = (replace(i, conflict=True, clause="一.1") for i in DRAFT.indicators[:2])
    both = replace(DRAFT, indicators=(one, two))
    assert [i.conflict for i in without(both, one).indicators] == [False]
    three = replace(DRAFT, indicators=(one, two, replace(one, value=3)))
    assert [i.conflict for i in without(three, one).indicators] == [True, True]


def test_a_fact_is_exchanged_in_its_place() -> None:
    for fact in (DRAFT.indicators[0], DRAFT.deadlines[0], DRAFT.clauses[0]):
        assert exchanged(DRAFT, fact, fact) == DRAFT


# Receiving and reading


def test_a_file_waits_until_it_was_read_and_its_reading_is_announced(office: Office) -> None:
    file = office.do(drafts.receive, office.clerk, 1, "token", "方案.txt", office.now)
    assert office.see(lambda uow: uow.files.waiting()) == [file]
    assert [m.body for m in office.outbox("reading")] == [{"file": file.id, "step": 0}]
    broken = office.do(drafts.failed, file, "mistakes", office.now, [(3, "缺少“op”")])
    assert (broken.state, broken.reason, broken.details.problems) == (FileState.FAILED, "mistakes", ((3, "缺少“op”"),))
    assert office.see(lambda uow: uow.files.get(file.id)) == broken
    assert office.see(lambda uow: uow.files.waiting()) == []


def test_a_file_without_a_plan_is_said_to_have_none(office: Office) -> None:
    file = office.do(drafts.receive, office.clerk, 1, "token", "讲话.txt", office.now)
    assert office.do(drafts.was_read, file, Reading(()), office.now).reason == "no_plan"


def test_what_was_left_out_is_kept_and_long_pieces_shortened(office: Office) -> None:
    file = send(office, dropped=(Dropped("a", "字" * 5000, "printed twice"),))
    [piece] = office.see(lambda uow: uow.files.get(file.id)).details.dropped
    assert (len(piece.text), piece.why) == (drafts.DROPPED_LENGTH, "printed twice")


def test_only_clerks_send_paste_and_confirm(office: Office, sent: PlanFile) -> None:
    official = office.officials[0]
    for call in (
        lambda: office.do(drafts.receive, official, 1, "token", "方案.txt", office.now),
        lambda: office.do(drafts.paste, official, 1, "方案", TEXT, office.now),
        lambda: office.do(drafts.confirm, official, sent.id, 0, office.now),
        lambda: office.do(drafts.discard, official, sent.id, 0, office.now),
        lambda: office.do(drafts.open_plan, official, 1, 1, office.now),
        lambda: office.do(drafts.find, office.other_clerk, sent.id, 0),
        lambda: office.do(draft_facts.remove, official, place(sent, Kind.INDICATOR)),
        lambda: office.do(draft_facts.set_year, official, sent.id, 0, 2027),
    ):
        with pytest.raises(NotAllowed):
            call()


def test_what_is_not_there_is_not_found(office: Office, sent: PlanFile) -> None:
    here = place(sent, Kind.INDICATOR)
    for call in (
        lambda: office.do(lambda uow: uow.files.get(999)),
        lambda: office.do(drafts.find, office.clerk, sent.id, 5),
        lambda: office.do(draft_facts.remove, office.clerk, replace(here, number=99)),
        lambda: office.do(draft_facts.remove, office.clerk, replace(here, total=99)),
        lambda: office.do(draft_facts.settle, office.clerk, here, "2026-05-31"),
        lambda: office.do(draft_facts.begin_typing, office.clerk, "value", replace(here, draft=3), office.now),
        lambda: typed(office, "when", here, "5月31日"),
    ):
        with pytest.raises(NotFound):
            call()


def test_a_pasted_text_waits_for_the_clerks_word(office: Office) -> None:
    file, new = office.do(drafts.paste, office.clerk, 1, "方案", TEXT, office.now)
    assert (file.state, new, file.text) == (FileState.ASKED, True, TEXT)
    with pytest.raises(NotFound):
        office.do(drafts.read_pasted, office.other_clerk, file.id, office.now, is_plan=True)
    waiting = office.do(drafts.read_pasted, office.clerk, file.id, office.now, is_plan=True)
    assert office.see(lambda uow: uow.files.waiting()) == [waiting]
    with pytest.raises(NotFound):
        office.do(drafts.read_pasted, office.clerk, file.id, office.now, is_plan=True)


def test_a_pasted_text_that_is_no_plan_is_forgotten(office: Office) -> None:
    file, _ = office.do(drafts.paste, office.clerk, 1, "方案", TEXT, office.now)
    assert office.do(drafts.read_pasted, office.clerk, file.id, office.now, is_plan=False).text is None
    assert office.see(lambda uow: uow.files.waiting()) == []


def test_the_rest_of_a_text_cut_by_the_app_joins_it_if_it_comes_at_once(office: Office) -> None:
    long = "一、任务\n" + "补栽树木。" * 700
    first, _ = office.do(drafts.paste, office.clerk, 1, "方案", long, office.now)
    rest, new = office.do(drafts.paste, office.clerk, 1, "方案", "二、要求", office.now)
    assert (rest.id, new, rest.text) == (first.id, False, f"{long}\n二、要求")
    office.clock.pass_by(timedelta(seconds=11))
    assert office.do(drafts.paste, office.clerk, 1, "别的", TEXT, office.now)[1]


# Compared with the library


def note(office: Office, text: str) -> Note:
    return send(office, read_text(text, "b.txt").plans[0]).note(0)


def test_a_new_plan_is_compared_with_the_library(office: Office, sent: PlanFile) -> None:
    assert sent.note(0) == Note()
    plan = office.do(drafts.confirm, office.clerk, sent.id, 0, office.now).plan
    assert note(office, TEXT) == Note(known=plan.id)
    copy = note(office, TEXT.replace("210户", "230户"))
    assert (copy.rival, copy.share) == (plan.id, 86)
    assert note(office, OTHER) == Note(rival=plan.id)
    assert note(office, "白沙镇养老服务方案\n一、任务\n1.办食堂。新建幸福食堂5个，方便老人吃饭。\n") == Note()


def test_a_known_text_is_shown_with_the_facts_the_library_has(office: Office, sent: PlanFile) -> None:
    typed(office, "value", place(sent, Kind.INDICATOR), "220户")
    office.do(drafts.confirm, office.clerk, sent.id, 0, office.now)
    again = send(office)
    assert now_is(office, again).indicators[0].value == 220


def test_a_plan_is_confirmed_once(office: Office, sent: PlanFile) -> None:
    done = office.do(drafts.confirm, office.clerk, sent.id, 0, office.now)
    assert (done.plan.live, done.imported.new, done.replaced) == (True, True, None)
    with pytest.raises(NotFound):
        office.do(drafts.confirm, office.clerk, sent.id, 0, office.now)


def test_a_draft_thrown_away_is_gone(office: Office, sent: PlanFile) -> None:
    assert office.do(drafts.discard, office.clerk, sent.id, 0, office.now) == DRAFT
    with pytest.raises(NotFound):
        office.do(drafts.discard, office.clerk, sent.id, 0, office.now)
    assert office.see(lambda uow: uow.plans.all()) == []


def test_the_same_plan_confirmed_again_takes_its_corrections_over(office: Office, sent: PlanFile) -> None:
    plan = office.do(drafts.confirm, office.clerk, sent.id, 0, office.now).plan
    opened = office.do(drafts.open_plan, office.clerk, 1, plan.id, office.now)
    before = office.see(lambda uow: uow.plans.sequence())
    typed(office, "value", place(opened, Kind.INDICATOR), "220户")
    done = office.do(drafts.confirm, office.clerk, opened.id, 0, office.now)
    assert (done.plan.id, done.imported.new, done.imported.changed) == (plan.id, False, True)
    assert done.plan.draft.indicators[0].value == 220
    assert office.see(lambda uow: uow.plans.sequence()) > before, "every process hears of it"


def test_a_plan_edited_by_hand_is_marked_by_reading_its_text_anew(office: Office) -> None:
    first = replace(DRAFT.indicators[0], value=230)
    edited = replace(DRAFT, indicators=(first, *DRAFT.indicators[1:]))
    file = office.do(drafts.receive, office.clerk, 1, "token", "改.yaml", office.now)
    read = office.do(drafts.was_edited, file, edited, office.now)
    assert "230户" in str(now_is(office, read).indicators[0].corrected)
    assert drafts.marked(replace(edited, text="乱写")).indicators == edited.indicators


def test_a_card_whose_message_was_deleted_is_sent_anew(office: Office, sent: PlanFile) -> None:
    office.do(lambda uow: uow.cards.shown(drafts.progress_key(sent.id), 1, 5, office.now))
    office.do(drafts.card_lost, sent.id, 0, office.now)
    card = office.see(lambda uow: uow.cards.get(drafts.progress_key(sent.id)))
    assert card is not None
    assert card.message_id is None
    assert len(office.outbox("draft")) == 2


def reminded(office: Office, plan_id: int) -> dict[str, str]:
    return {d.rule: d.what for d in office.see(lambda uow: uow.duties.of_plan(plan_id))}


def test_reminders_follow_a_plan_that_takes_anothers_place(office: Office, sent: PlanFile) -> None:
    old = office.do(drafts.confirm, office.clerk, sent.id, 0, office.now).plan
    every = range(len(old.draft.deadlines))
    office.do(plan_duties.choose, office.clerk, old.id, every, office.town.id, office.now)
    assert "monthly:10" in reminded(office, old.id)
    file = send(office, read_text(OTHER, "b.txt").plans[0])
    done = office.do(drafts.confirm, office.clerk, file.id, 0, office.now, replaces=old.id)
    assert done.replaced is not None
    assert done.replaced.id == old.id
    assert [d.rule for d in done.followed.made] == ["monthly:12"]
    assert "2026-06-30" in [d.rule for d in done.followed.ended]
    assert reminded(office, old.id) == {}
    assert [p.id for p in office.see(lambda uow: uow.plans.all())] == [done.plan.id]


def test_a_corrected_time_moves_its_reminder(office: Office, sent: PlanFile) -> None:
    plan = office.do(drafts.confirm, office.clerk, sent.id, 0, office.now).plan
    every = range(len(plan.draft.deadlines))
    office.do(plan_duties.choose, office.clerk, plan.id, every, office.town.id, office.now)
    others = reminded(office, plan.id).keys() - {"monthly:10"}
    opened = office.do(drafts.open_plan, office.clerk, 1, plan.id, office.now)
    last = place(opened, Kind.DEADLINE, len(plan.draft.deadlines) - 1)
    typed(office, "when", last, "每月15日")
    done = office.do(drafts.confirm, office.clerk, opened.id, 0, office.now)
    assert [d.rule for d in done.followed.made] == ["monthly:15"]
    assert reminded(office, plan.id).keys() == others | {"monthly:15"}


# What is typed


@pytest.mark.parametrize(
    ("field", "kind", "text", "what"),
    [
        ("value", Kind.INDICATOR, "不低于90%", ("value", 90)),
        ("name", Kind.INDICATOR, "卫生厕所", ("name", "卫生厕所")),
        ("due", Kind.INDICATOR, "2026年底", ("due", "2026")),
        ("due", Kind.INDICATOR, "没有", ("due", None)),
        ("when", Kind.DEADLINE, "7.15", ("when", "2026-07-15")),
        ("what", Kind.DEADLINE, "清一遍沟", ("what", "清一遍沟")),
        ("who", Kind.DEADLINE, "各村、镇水利站", ("who", ("各村", "镇水利站"))),
        ("who", Kind.DEADLINE, "没有", ("who", ())),
    ],
)
def test_a_typed_value_stands_in_its_place_and_the_quote_stays(
    office: Office, sent: PlanFile, field: str, kind: Kind, text: str, what: tuple[str, object]
) -> None:
    draft = typed(office, field, place(sent, kind), text)
    fact, before = items(draft, kind)[0], items(DRAFT, kind)[0]
    assert getattr(fact, what[0]) == what[1]
    assert isinstance(fact, Indicator | Deadline)
    assert isinstance(before, Indicator | Deadline)
    assert fact.quote == before.quote
    assert office.see(lambda uow: uow.sessions.active(office.clerk.id)) is None, "nothing more is awaited"


def test_a_reminder_of_the_same_words_says_the_corrected_figure(office: Office) -> None:
    sent = send(office, read_text(TEXT.replace("全年新建改建", "2026年完成新建改建"), "c.txt").plans[0])
    before = now_is(office, sent)
    assert any("210" in d.what for d in before.deadlines)
    draft = typed(office, "value", place(sent, Kind.INDICATOR), "220户")
    assert not any("210" in d.what for d in draft.deadlines)
    assert any("220" in d.what for d in draft.deadlines)
    assert [d.quote for d in draft.deadlines] == [d.quote for d in before.deadlines]


def test_typed_units_are_marked_as_the_offices(office: Office, sent: PlanFile) -> None:
    typed(office, "lead", place(sent, Kind.PARTY), "镇环卫所")
    draft = typed(office, "support", place(sent, Kind.PARTY), "没有")
    assert (draft.clauses[0].lead, draft.clauses[0].support, draft.clauses[0].corrected) == (("镇环卫所",), (), True)


@pytest.mark.parametrize(
    ("field", "kind", "text", "rule"),
    [
        ("value", Kind.INDICATOR, "很多", "plan_value"),
        ("name", Kind.INDICATOR, "1", "plan_name"),
        ("due", Kind.INDICATOR, "以后", "plan_due"),
        ("when", Kind.DEADLINE, "6月31日", "plan_when"),
        ("what", Kind.DEADLINE, "。", "plan_what"),
        ("who", Kind.DEADLINE, "。", "plan_who"),
        ("lead", Kind.PARTY, " ", "plan_lead"),
        ("support", Kind.PARTY, " ", "plan_support"),
        ("settle", Kind.UNCLEAR, "尽快", "plan_when"),
        ("title", Kind.INDICATOR, "村", "plan_title"),
        ("year", Kind.INDICATOR, "去年", "plan_year"),
        ("year", Kind.INDICATOR, "1926", "not_a_year"),
        ("what", Kind.DEADLINE, "字" * 201, "too_long"),
    ],
)
def test_what_cannot_be_read_is_refused_and_the_question_stays(
    office: Office, sent: PlanFile, field: str, kind: Kind, text: str, rule: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        typed(office, field, place(sent, kind), text)
    assert refusal.value.rule == rule
    assert office.see(lambda uow: uow.sessions.active(office.clerk.id)) is not None
    assert now_is(office, sent) == DRAFT


def test_going_on_without_typing_ends_the_waiting_and_nothing_else(office: Office, sent: PlanFile) -> None:
    office.do(draft_facts.begin_typing, office.clerk, "title", place(sent, Kind.INDICATOR), office.now)
    office.do(draft_facts.stop_typing, office.clerk)
    office.do(draft_facts.stop_typing, office.clerk)
    assert office.see(lambda uow: uow.sessions.active(office.clerk.id)) is None


def test_title_level_and_year_are_set(office: Office, sent: PlanFile) -> None:
    about = place(sent, Kind.INDICATOR)
    assert typed(office, "title", about, "《新名》").title == "新名"
    assert typed(office, "year", about, "2027年").year == 2027
    assert office.do(draft_facts.set_level, office.clerk, sent.id, 0, "county").level == "county"
    with pytest.raises(Invalid):
        office.do(draft_facts.set_level, office.clerk, sent.id, 0, "village")


# What was not understood


def test_a_time_before_a_season_is_offered_where_the_office_knows_the_season() -> None:
    [piece] = DRAFT.unclear
    known = {"汛期": "06-01/09-30", "森林防火期": "11-01/04-30"}

    def offered(why: str, quote: str = piece.quote, year: int | None = 2026, seasons: Seasons = known) -> When | None:
        return draft_facts.offered(replace(piece, why=why, quote=quote), year, seasons, wall(5, 18))

    assert offered("vague_time") == "2026-05-31"
    assert offered("vague_time", seasons={"汛期": "05-01/09-30"}) is None, "that day is over"
    assert offered("vague_time", seasons={}) is None
    assert offered("vague_time", year=None) is None
    assert offered("damaged_text") is None
    assert offered("date_without_duty", "6月30日大检查") == "2026-06-30"
    assert offered("season_without_dates", "汛期加强巡查") == {"from": "2026-06-01", "to": "2026-09-30"}
    assert offered("season_without_dates", "森林防火期守山") == {"from": "2026-11-01", "to": "2027-04-30"}
    assert offered("season_without_dates", "主汛期加强巡查") is None
    assert offered("season_without_dates", "禁渔期不下网") is None
    assert offered("season_without_dates", "汛期加强巡查", year=None) is None


def test_a_piece_that_was_settled_is_a_deadline_and_says_so(office: Office, sent: PlanFile) -> None:
    draft = office.do(draft_facts.settle, office.clerk, place(sent, Kind.UNCLEAR), "2026-04-30")
    assert draft.unclear == ()
    [made] = [d for d in draft.deadlines if d.when == "2026-04-30"]
    assert made.corrected == "4月30日前检查一遍排水口"
    assert list(draft.deadlines) == sorted(draft.deadlines, key=lambda d: d.span.start)


def test_a_year_is_needed_only_where_days_have_none() -> None:
    assert not draft_facts.needs_year(DRAFT)
    [masked] = read_text(TEXT.replace("2026年", "20xx年"), "a.txt").plans
    assert draft_facts.needs_year(masked)
    assert not draft_facts.needs_year(replace(masked, year=2026))
    assert not draft_facts.needs_year(replace(a_plan(), year=None))
