"""The border: edition files, checked and turned into `Edition` values, and which of them binds on a day."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from datetime import date
from itertools import product
from pathlib import Path
from typing import Annotated, Self, TypeVar

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from orders.edition import Act, ActStatus, Edition, Exclusion, Signer, SigningRule, Span
from orders.errors import BadRegulation, NoEdition
from orders.order import Ground
from orders.organisation import OrganisationKind
from thresholds.strict_yaml import read_yaml

__all__ = ["Edition", "Signer", "edition_on", "load_editions"]

DIRECTORY = Path(__file__).parent / "editions"
SHIFTS = frozenset({1, 2, 3})

_Item = TypeVar("_Item", bound=Hashable)


def load_editions(directory: Path | None = None) -> tuple[Edition, ...]:
    """Read every edition, oldest first. Raises `BadRegulation` that names the file and what is wrong in it."""
    folder = directory or DIRECTORY
    editions = sorted(map(_read, folder.glob("*.yaml")), key=lambda edition: edition.in_force_from)
    if not editions:
        raise BadRegulation(f"no edition of the rule in {folder}: add at least one .yaml file")
    if day := _repeated(edition.in_force_from for edition in editions):
        raise BadRegulation(f"two editions are in force from {day}: give each its own day")
    if name := _repeated(edition.id for edition in editions):
        raise BadRegulation(f"two editions are called {name}: orders could not tell them apart")
    return tuple(editions)


def edition_on(editions: Sequence[Edition], day: date) -> Edition:
    """Return the edition that binds on `day`. Raises `NoEdition` before the first one."""
    in_force = [edition for edition in editions if edition.in_force_from <= day]
    if not in_force:
        raise NoEdition(f"no edition of the rule is in force on {day}: add its file to orders/editions/")
    return max(in_force, key=lambda edition: edition.in_force_from)


def _read(path: Path) -> Edition:
    try:
        return _EditionFile.model_validate(read_yaml(path)).edition()
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadRegulation(f"{path.name} cannot be read: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the file"
        raise BadRegulation(f"{path.name}: {place}: {first['msg']}") from error


def _times_are_text(span: object) -> object:
    # YAML 1.1 reads an unquoted 06:45 as the number 405.
    if isinstance(span, dict) and not all(isinstance(span.get(key), str) for key in ("opens", "closes")):
        raise ValueError("write the times in quotes, like '06:45'")
    return span


def _runs_forward(span: Span) -> Span:
    if span.opens >= span.closes:
        raise ValueError(f"the window {span.opens:%H:%M}-{span.closes:%H:%M} must open before it closes")
    return span


def _one_window_for_each_shift(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    if sorted(shift for span in spans for shift in span.shifts) != sorted(SHIFTS):
        raise ValueError("each of the shifts 1, 2 and 3 needs exactly one window")
    return spans


def _status_is_whole(act: Act) -> Act:
    cited = bool(act.citation_kk or act.citation_ru or act.paragraphs)
    if (act.status is ActStatus.REPEALED) != bool(act.repealed_by):
        raise ValueError(f"№ {act.number}: `repealed_by` belongs to a repealed act, and to no other")
    if cited and act.status is not ActStatus.IN_FORCE:
        raise ValueError(f"№ {act.number}: only an act in force can be cited")
    if cited and not (act.title_kk and act.title_ru and act.paragraphs > 0):
        raise ValueError(f"№ {act.number}: an act that is cited needs its title in both languages and `paragraphs`")
    if cited and not all(_takes_a_paragraph(template) for template in (act.citation_kk, act.citation_ru)):
        raise ValueError(f"№ {act.number}: `citation_kk` and `citation_ru` must hold {{paragraph}} once, and no other")
    return act


def _takes_a_paragraph(template: str) -> bool:
    return template.count("{paragraph}") == template.count("{") == template.count("}") == 1


_Span = Annotated[Span, BeforeValidator(_times_are_text), AfterValidator(_runs_forward)]
_Spans = Annotated[tuple[_Span, ...], AfterValidator(_one_window_for_each_shift)]


class _Windows(BaseModel):
    model_config = ConfigDict(extra="forbid")

    families: _Spans
    department: _Spans


class _EditionFile(BaseModel):
    """The file's own shape. The values inside are plain dataclasses, which pydantic checks as strictly as a model."""

    model_config = ConfigDict(extra="forbid")

    id: Annotated[str, Field(min_length=1)]
    in_force_from: date
    act: str
    acts: tuple[Annotated[Act, AfterValidator(_status_is_whole)], ...]
    windows: _Windows
    signing: tuple[SigningRule, ...]
    exclusions: tuple[Exclusion, ...]
    notes: tuple[str, ...]

    @model_validator(mode="after")
    def _acts_are_known(self) -> Self:
        numbers = [act.number for act in self.acts]
        if number := _repeated(numbers):
            raise ValueError(f"№ {number} stands twice in the register")
        if unknown := {act.repealed_by for act in self.acts if act.repealed_by} - set(numbers):
            raise ValueError(f"№ {min(unknown)} repeals an act but is not in the register: add it")
        return self

    @model_validator(mode="after")
    def _everything_rests_on_an_act_in_force(self) -> Self:
        paragraphs = {act.number: act.paragraphs for act in self.acts if act.paragraphs}
        if self.act not in paragraphs:
            raise ValueError(f"the edition rests on № {self.act}: it must be in the register, in force and citable")
        rests_on = [(rule.act, rule.paragraph) for rule in self.signing]
        rests_on += [(exclusion.act, exclusion.paragraph) for exclusion in self.exclusions]
        for act, paragraph in rests_on:
            if not 1 <= paragraph <= paragraphs.get(act, 0):
                raise ValueError(f"№ {act} п. {paragraph} cannot be cited: name an act in force")
        return self

    @model_validator(mode="after")
    def _somebody_signs(self) -> Self:
        never = {kind for exclusion in self.exclusions if not exclusion.programmes for kind in exclusion.kinds}
        expected = set(product(set(OrganisationKind) - never, Ground))
        given = [pair for rule in self.signing for pair in product(rule.kinds, rule.grounds)]
        if pair := _repeated(given):
            raise ValueError(f"two rules say who signs for {pair[0]} on the ground {pair[1]}")
        if wrong := expected.symmetric_difference(given):
            kind, ground = min(wrong)
            raise ValueError(f"`signing` must say exactly who signs for {kind} on the ground {ground}")
        return self

    def edition(self) -> Edition:
        return Edition(
            id=self.id,
            in_force_from=self.in_force_from,
            act=self.act,
            acts=self.acts,
            family_spans=self.windows.families,
            department_spans=self.windows.department,
            signing=self.signing,
            exclusions=self.exclusions,
            notes=self.notes,
        )


def _repeated(values: Iterable[_Item]) -> _Item | None:
    """Return a value that stands more than once, if any does."""
    return next((value for value, count in Counter(values).items() if count > 1), None)
