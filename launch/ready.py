"""Is it ready, and saying so: on the terminal for people, in ready.json for scripts."""

from __future__ import annotations

import json
import urllib.request
from http.client import HTTPException
from typing import NamedTuple, TypedDict

from launch.flower import flower_sign_in
from launch.instance import write_private
from launch.plan import Plan


class SignIn(TypedDict):
    username: str
    password: str


class SignIns(NamedTuple):
    """The two that are printed; None without a demo, or where an account has another password by now."""

    user: SignIn | None
    admin: SignIn | None


def answers(plan: Plan) -> bool:
    """Tell whether the web server, its database and its Redis are ready."""
    try:
        with urllib.request.urlopen(f"{plan.url}/api/health/ready", timeout=5) as answer:  # noqa: S310 - http
            return bool(answer.status == 200)
    except (OSError, HTTPException):
        return False


def write(plan: Plan, sign_ins: SignIns, pids: dict[str, int]) -> None:
    """Leave the address, the sign-ins and the processes in ready.json, for its owner alone."""
    told = {"url": plan.url, "user": sign_ins.user, "admin": sign_ins.admin, "processes": pids}
    if plan.flower:
        told["flower"] = flower_sign_in(plan)
    write_private(plan.instance / "ready.json", json.dumps(told, indent=2) + "\n")


def forget(plan: Plan) -> None:
    (plan.instance / "ready.json").unlink(missing_ok=True)


def describe(plan: Plan, sign_ins: SignIns) -> str:
    """Return the block that a person reads at the end of a start."""
    lines = ["", f"  Tidewatch is ready   {plan.url}", ""]
    for role, sign_in in (("user", sign_ins.user), ("admin", sign_ins.admin)):
        if sign_in:
            lines.append(f"    {role:<6} {sign_in['username']:<12} {sign_in['password']}")
    if not any(sign_ins):
        lines.append("    No demo: register on the page, or `make admin` for an administrator.")
    if any(sign_ins) and plan.demo_markets:
        lines += ["", f"    {_markets(plan)}"]
    if plan.flower:
        flower = flower_sign_in(plan)
        lines.append(f"    Flower {flower['username']:<12} {flower['password']}   {flower['url']}")
    return "\n".join([*lines, "", f"  Data and logs are in {plan.instance}; Ctrl-C ends everything.", ""])


def _markets(plan: Plan) -> str:
    if not plan.trainer:
        return "Markets: two invented coins are collected; none is trained (TRAINER=0), and none shown."
    return "Markets: two invented coins are collected and trained at the first start, within two minutes."
