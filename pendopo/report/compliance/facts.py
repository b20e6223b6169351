"""All facts of one agency at a moment, in a bounded number of queries, and the verdict of every check over them.

A group that the program does not record yet stays None: its checks are "not applicable", nothing is invented.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from pendopo.registry.models import Agency
from pendopo.regulation.checks import Verdict, run, run_one
from pendopo.regulation.checks.facts import Facts
from pendopo.report.compliance.facts_desk import Hops, answers_of, asked_of, assignments_of, hops_of, inputs_of
from pendopo.report.compliance.facts_govern import (
    aims_of,
    costs_of,
    facility_years_of,
    objectives_of,
    procedures_of,
    watched_of,
)
from pendopo.report.compliance.facts_messages import told_of, urgents_of
from pendopo.report.compliance.facts_people import coordination_days_of, ethics_cases_of, managers_of
from pendopo.report.compliance.facts_planning import planned_of
from pendopo.report.compliance.facts_register import agency_of, register_of, setup_of
from pendopo.report.compliance.facts_report import (
    closings_of,
    findings_of,
    papers_of,
    recommendations_of,
    reports_of,
)
from pendopo.report.compliance.facts_sending import changes_of
from pendopo.report.compliance.scope import Scope, scope_of


@dataclass(frozen=True)
class Gathered:
    """The facts, the questions that others put to the agency, and where each record is found."""

    facts: Facts
    hops: Hops
    scope: Scope


def gather(agency: Agency, at: datetime) -> Gathered:
    """Read everything once. `agency` comes with its government."""
    scope = scope_of(agency, at)
    register = register_of(scope)
    papers = papers_of(scope)
    planned = planned_of(scope)
    told = told_of(scope, register, planned.audiences)
    answers = answers_of(scope, register)
    asked = asked_of(scope, told.asking)
    hops = hops_of(scope)
    facts = Facts(
        scope.profile,
        at,
        agency_of(scope),
        setup=setup_of(scope, register, [one.data for one in papers if one.data]),
        accounts=planned.with_sheets(register.accounts, register.account_names),
        appointments=register.appointments,
        acts=(*told.acts, *answers.acts),
        managers=managers_of(scope),
        decrees=register.decrees,
        procedures=procedures_of(scope),
        watched_days=watched_of(scope, register.account_names),
        aims_measured=aims_of(scope),
        objectives_measured=objectives_of(scope),
        facility_years=facility_years_of(scope),
        costs=costs_of(scope),
        messages=tuple(told.messages),
        urgents=urgents_of(scope),
        changes=changes_of(scope),
        inputs=tuple(inputs_of(scope, answers, asked)),
        referrals=hops.out,
        assignments=assignments_of(scope),
        replies=tuple(answers.replies),
        closings=closings_of(scope),
        recommendations=recommendations_of(scope),
        ethics_cases=ethics_cases_of(scope),
        coordination_days=coordination_days_of(scope),
        public_personal_data=tuple(answers.personal),
        reports=reports_of(scope, papers),
        findings=findings_of(scope),
        audience_sheets=planned.sheets,
        plan_approved_years=planned.years,
    )
    return Gathered(facts, hops, scope)


def verdicts_of(gathered: Gathered) -> Mapping[str, Verdict]:
    """Every check of the regulation, each over the facts that are its own."""
    facts, found = gathered.facts, run(gathered.facts)
    if "C-SLA2" in found:
        # The 24 hours bind the related agency (annex B.4): it is judged by what it was asked, not by what it asked.
        found["C-SLA2"] = run_one("C-SLA2", replace(facts, referrals=gathered.hops.to_us))
    owed = tuple(one for one in facts.reports or () if one.owed)
    for code in found:
        if code.startswith("C-REP3"):
            # Parts a–h are looked at in the report that is owed now; older ones were judged in their own year.
            found[code] = run_one(code, replace(facts, reports=owed))
    return found
