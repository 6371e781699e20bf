"""Print how long functions and modules are, and fail above the budget."""

import ast
import statistics
import subprocess
import sys
from pathlib import Path

MAX_FUNCTION = 60
MAX_MODULE = 400
MAX_MEDIAN = 10
PRODUCT = ("weather", "thresholds", "orders", "dispatch", "channels", "locales", "storage", "documents", "bot", "web",
           "sandbox", "boran")  # fmt: skip


def tracked(folders: tuple[str, ...]) -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z", "--", *folders], check=True, capture_output=True, text=True)  # noqa: S603, S607
    return [Path(name) for name in listed.stdout.split("\0") if name.endswith(".py") and Path(name).exists()]


def is_declaration(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Tell the methods of a protocol, which have no body, from functions: they would flatter the median."""
    return all(isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant) for part in node.body)


def functions(path: Path) -> list[tuple[str, int]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not is_declaration(node)
    ]
    return [(f"{path}:{node.lineno} {node.name}", (node.end_lineno or node.lineno) - node.lineno + 1) for node in found]


def module_length(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def main() -> int:
    modules = [path for path in tracked(PRODUCT) if "migrations/versions" not in path.as_posix()]
    sizes = [size for path in modules for size in functions(path)]
    lengths = sorted(length for _, length in sizes)
    median = statistics.median(lengths)
    print(f"{len(modules)} modules, longest {max(map(module_length, modules))} lines (at most {MAX_MODULE})")
    print(
        f"{len(lengths)} functions: median {median:g} lines (at most {MAX_MEDIAN}), "
        f"90 % within {lengths[int(len(lengths) * 0.9)]}, longest {lengths[-1]} (at most {MAX_FUNCTION})"
    )
    broken = [f"{name}: {length} lines" for name, length in sizes if length > MAX_FUNCTION]
    broken += [f"{path}: {module_length(path)} lines" for path in modules if module_length(path) > MAX_MODULE]
    if median > MAX_MEDIAN:
        broken.append(f"the median function has {median:g} lines")
    for line in broken:
        print(f"too long: {line}", file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
