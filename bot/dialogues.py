"""The table of what the staff bot can be told: taps on orders, and answers in dialogues."""

from collections.abc import Callable, Mapping

from bot import emergency, readings, signing, spending, teaching
from bot.context import Turn
from bot.emergency_questions import QUESTIONS
from bot.replies import Awaited, Reply, Step
from dispatch.taps import Tap, TapVerb
from orders.organisation import Person

TAPS: Mapping[TapVerb, Callable[[Turn, Person, Tap], Reply]] = {
    TapVerb.APPROVE: signing.approve,
    TapVerb.CHOOSE_GRADES: signing.choose_grades,
    TapVerb.SET_GRADES: signing.set_grades,
    TapVerb.SET_REASON: signing.with_reason,
    TapVerb.RETURN: signing.with_reason,
    TapVerb.REJECT: signing.with_reason,
    TapVerb.APPROVE_LATE: signing.with_reason,
    TapVerb.BACK: signing.back,
    TapVerb.ACQUAINTED: teaching.acquainted,
    TapVerb.PASTE: teaching.paste,
    TapVerb.UNREACHED: teaching.list_unreached,
    TapVerb.TOLD: teaching.told,
    TapVerb.SPEND: spending.spend,
}

ANSWERS: Mapping[Step, Callable[[Turn, Person, Awaited, str], Reply]] = {
    Step.GRADES: signing.grades_typed,
    Step.REASON: signing.reason_typed,
    Step.READING: readings.typed,
    Step.READING_PLACE: readings.place_chosen,
    Step.READING_CHECK: readings.checked,
    Step.PREVIEW: emergency.answered,
    **dict.fromkeys(QUESTIONS, emergency.answered),
}
