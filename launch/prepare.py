"""Make this checkout able to run: the pinned packages, Node.js, the page.

Runs under the machine's own Python (3.11 or newer), hence with the standard library alone. Each step
is skipped while nothing that it depends on has changed, so that a second start takes seconds; a lock
lets two starts from one checkout wait for each other.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from launch.packages import install, lock_of, make_venv, packages_step, prepare_flower, prepare_tools
from launch.page import build_page, ensure_node, npm
from launch.plan import Plan, read_plan
from launch.ports import require_redis_port, require_web_port
from launch.steps import one_at_a_time
from launch.trouble import Trouble


def main(arguments: Sequence[str] | None = None) -> int:
    """Prepare what a make target needs, or run npm in frontend/ with the Node.js that there is."""
    parser = argparse.ArgumentParser(
        prog="python -m launch.prepare", description=(__doc__ or "").splitlines()[0]
    )
    targets = parser.add_subparsers(dest="target", required=True)
    targets.add_parser("run", help="the packages that running needs, and the page")
    targets.add_parser("command", help="the packages that running needs, for a command: no page, no port")
    targets.add_parser("dev", help="those for developing too, without the page")
    targets.add_parser("test", help="those for developing too, and the page")
    targets.add_parser("page", help="the page alone, as an image of containers needs it")
    targets.add_parser("npm", help="run npm in frontend/").add_argument("words", nargs=argparse.REMAINDER)
    options = parser.parse_args(arguments)
    try:
        if options.target == "npm":
            ensure_node()  # which somebody may have removed since the page was built
            return npm(*options.words, check=False)
        plan = read_plan() if options.target == "run" else None
        with one_at_a_time():
            prepare(options.target, plan)
    except Trouble as exc:
        print(f"tidewatch: {exc}", file=sys.stderr)
        return 2
    except subprocess.CalledProcessError as exc:
        command = " ".join(str(part) for part in exc.cmd[:4])
        print(f"tidewatch: `{command} …` failed; its own words are above.", file=sys.stderr)
        return 1
    return 0


def prepare(target: str, plan: Plan | None) -> None:
    """Run the steps of a target that are not done yet; the page is built while packages are installed."""
    if target == "page":
        prepare_tools()
        build_page("run")
        return
    trainer = plan is not None and plan.trainer
    packages = packages_step("run" if target == "command" else target, trainer=trainer)
    if plan is not None and not packages.is_done():
        require_web_port(plan)  # before a minute of installing; the launcher asks again
        require_redis_port(plan)
    prepare_tools()
    with ThreadPoolExecutor() as pool:
        page = pool.submit(build_page, target) if target in {"run", "test"} else None
        make_venv()
        packages.run("the Python packages", lambda: install(lock_of(target, trainer=trainer)))
        if plan is not None and plan.flower:
            prepare_flower()
        if page is not None:
            page.result()


if __name__ == "__main__":
    sys.exit(main())
