// This file holds the mutations of "judge mutate": small changes that tend to sit on the edges of Dockerfile syntax.
package main

import (
	"bytes"
	"math/rand/v2"
	"strings"
)

// maxMutant is the size that mutants are cut to. It keeps a run fast; oversizedLine alone goes beyond it.
const maxMutant = 64*1024 - 1

// mutator makes the mutants of one run. Its only source of chance is random, so a seed gives the same mutants again.
type mutator struct {
	random *rand.Rand
	// donor returns the text of another file, for splices.
	donor func() []byte
}

// mutation is one way to change a text. It may return the text unchanged when there is nothing to change.
type mutation struct {
	name   string
	weight int
	apply  func(*mutator, []byte) []byte
}

var mutations = []mutation{
	{"cut lines", 3, (*mutator).cutLines},
	{"duplicate lines", 2, (*mutator).duplicateLines},
	{"swap two lines", 2, (*mutator).swapLines},
	{"continue a line", 6, (*mutator).addContinuation},
	{"remove a continuation", 3, (*mutator).removeContinuation},
	{"insert a comment line", 4, insertLine(commentLines)},
	{"insert a blank line", 3, insertLine(blankLines)},
	{"change a line end", 3, (*mutator).changeLineEnd},
	{"turn all line ends into CRLF", 1, (*mutator).allCRLF},
	{"byte order mark", 2, (*mutator).addByteOrderMark},
	{"insert a directive", 5, (*mutator).addDirective},
	{"insert punctuation", 8, insertPiece(punctuation)},
	{"insert a space character", 5, insertPiece(spaces)},
	{"insert an odd byte or character", 5, insertPiece(oddities)},
	{"insert a variable", 3, insertPiece(variables)},
	{"insert a flag", 4, (*mutator).addFlag},
	{"insert a heredoc", 6, (*mutator).addHeredoc},
	{"prefix ONBUILD", 3, (*mutator).prefixOnbuild},
	{"replace a keyword", 4, (*mutator).replaceKeyword},
	{"insert an instruction", 5, (*mutator).addInstruction},
	{"insert a correct instruction", 8, insertLine(correctLines)},
	{"replace the arguments by JSON", 5, (*mutator).replaceByJSON},
	{"insert a piece of JSON", 3, insertPiece(jsonPieces)},
	{"delete a byte", 4, (*mutator).deleteByte},
	{"replace a byte", 4, (*mutator).replaceByte},
	{"delete a stretch", 2, (*mutator).deleteStretch},
	{"splice in another file", 2, (*mutator).splice},
	{"cut off the end", 2, (*mutator).cutEnd},
}

var totalWeight = func() int {
	sum := 0
	for _, m := range mutations {
		sum += m.weight
	}
	return sum
}()

// oversizedOdds is one in how many mutants gets a line at the length limit of BuildKit's scanner.
const oversizedOdds = 500

// mutate changes a text by one to four mutations. Few are more frequent than many: BuildKit says the most about files
// that it still accepts.
func (m *mutator) mutate(data []byte) []byte {
	data = bytes.Clone(data)
	for range 1 + min(m.random.IntN(4), m.random.IntN(4)) {
		data = m.choose().apply(m, data)
		if len(data) > maxMutant {
			data = data[:maxMutant]
		}
	}
	if m.random.IntN(oversizedOdds) == 0 {
		data = m.oversizedLine(data)
	}
	return data
}

func (m *mutator) choose() mutation {
	left := m.random.IntN(totalWeight)
	for _, candidate := range mutations {
		if left -= candidate.weight; left < 0 {
			return candidate
		}
	}
	panic("the weights do not add up")
}

// The pieces to insert. Spaces and oddities hold what Go's unicode.IsSpace, JSON, regular expressions and case folding
// treat differently from each other.
var (
	escapes     = []string{"\\", "`", "\\\\", "``", "\\`"}
	blanks      = []string{"", "", " ", "\t", "  ", " \t ", "\r", " \r", "\v", "\u00a0"}
	punctuation = []string{
		"'", `"`, `''`, `""`, "[", "]", "[]", ",", "=", "==", "#", " # ", "{", "}", "(", ")", ":", ";", "<", "<<",
		"<<-", "<<<", "\\", "`", "\\'", "\\\"", "\\\\", "`\"", "--", " -- ", "---", "-", "/", "&&", "|", "@", "*",
		"?", "!", "~",
	}
	spaces = []string{
		" ", "  ", "\t", "\v", "\f", "\r", "\n", "\x85", "\xa0", "\u0085", "\u00a0", "\u1680", "\u2003", "\u2028",
		"\u3000", "\u200b",
	}
	oddities = []string{
		"\x00", "\x01", "\x1b", "\x7f", "\x80", "\x85", "\xa0", "\xc2", "\xe2\x80", "\xed\xa0\x80",
		"\xf4\x90\x80\x80", "\xff", "\u0085", "\u00a0", "\u00e9", "\u0130", "\u0131", "\u017f", "\u212a", "\u2003",
		"\u2028", "\ufeff", "\ufffd", "\U0001f600",
	}
	// One of every feature in correct form, for other mutations to change.
	correctLines = []string{
		"ADD --chown=a:b --chmod=0644 --link --exclude=*.md --exclude=x a b /d/",
		"ADD --checksum=sha256:00 --unpack=false https://a.test/b /b",
		"ADD --keep-git-dir=false https://a.test/b.git#v1 /b", "ARG A B=b C=\"c d\" D=", "ARG A=${B:-c}", "CMD",
		"CMD a $b 'c d'", "CMD [\"a\", \"b c\"]", "CMD -- --x",
		"COPY --from=0 --parents --link=false --exclude=x a /b/", "COPY [\"a b\", \"/c d/\"]",
		"COPY <<A <<-'B' x /d/\na $x\nA\n\tb\n\tB", "COPY --chown=$u:$g . .", "ENTRYPOINT exec a", "ENTRYPOINT []",
		"ENTRYPOINT [\"a\"]", "ENV a b  c ", "ENV a=b c=\"d e\" f=g\\ h", "ENV a=\"b\\\n c\" d='e'", "ENV a $b${c}",
		"EXPOSE 80 53/udp 70-90/tcp $p", "FROM a:b AS c", "FROM --platform=$BUILDPLATFORM a@sha256:00 as c-d.e_f",
		"FROM scratch", "FROM ${a:-b}",
		"HEALTHCHECK --interval=1m30s --timeout=2.5s --start-period=1h --start-interval=10ms --retries=3 CMD a || b",
		"HEALTHCHECK CMD [\"a\"]", "HEALTHCHECK NONE", "healthcheck --x none", "LABEL a b c",
		"LABEL \"a b\"=c d.e='f' g=", "LABEL a=\"b \\\n  c\"", "MAINTAINER a <b@c.test>",
		"ONBUILD RUN --mount=type=ssh a", "ONBUILD COPY [\"a\", \"b\"]", "ONBUILD RUN <<A\na\nA", "ONBUILD ADD a b",
		"ONBUILD ENV a b", "ONBUILD HEALTHCHECK CMD a", "ONBUILD  WORKDIR  /a ", "ONBUILD FOO x", "RUN",
		"RUN a \\\n  && b \\\n# c\n\n  && d", "RUN [\"a\", \"b\"]",
		"RUN --mount=type=cache,target=/a,sharing=locked --mount=type=bind,from=b,source=/c --network=none " +
			"--security=insecure a",
		"RUN --device=a.test/b=c,required --device=name=d a", "RUN <<A\na\nb\nA",
		"RUN <<-\"A B\" cat > /c\n\td\n\tA B", "RUN 3<<A 4<<B cat\na\nA\nb\nB", "RUN <<A\n#!/bin/sh\n\techo $x\nA",
		"SHELL [\"a\", \"-c\"]", "STOPSIGNAL 9", "STOPSIGNAL SIG$x", "STOPSIGNAL --a b", "USER a:b", "USER a b",
		"VOLUME /a /b $c", "VOLUME [\"/a\", \" /b \"]", "WORKDIR a b", "WORKDIR ${a}/b", "# check=skip=all\nRUN a",
		"#\n# a\n\n# b\nARG a",
	}
	variables = []string{
		"$", "${", "$x", "${x}", "${x:-", "${x:-d}", "${x-d}", "${x:+d}", "${x:?", "${x#a}", "${x%%a}", "${x/a/b}",
		"${x//a/b}", "${x^^}", "${x@Q}", "${}", "$$", "$1", "$@", "\\$x", "'$x'", "$(", "$((1<<2))", "${x:-${y}}",
		"${x:-\"}\"}",
	}
	commentLines = []string{
		"#", "# comment", "  # indented comment", "\t#", "# comment \\", "# comment `", "#comment", "#!/bin/sh",
		"\u00a0# comment", "# check=skip=all", "# check=skip=JSONArgsRecommended", "# <<EOF", "# escape=`",
		"//comment", "##", "#\r", " #\\",
	}
	blankLines = []string{"", "", " ", "\t", " \t ", "\r", "\v", "\f", "\u00a0", "\u0085", "\xa0", "\x00", "\ufeff"}
	jsonPieces = []string{
		`["a"]`, `["a","b"]`, `[]`, `[""]`, `["a",]`, `[,]`, `['a']`, `["a"`, `["a"]]`, `[1]`, `[null]`, `[true]`,
		`[["a"]]`, `[{"a":1}]`, `{"a":1}`, `["\u0041"]`, `["\u00e9\/\b\f\n\r\t\"\\"]`, `["\ud83d\ude00"]`,
		`["\ud83d"]`, `["\udc80x"]`, `["\ud83d\u0041"]`, `["\u0000"]`, `["\x41"]`, `["\u00"]`, `["c:\windows"]`,
		`["c:\temp"]`, "[\"\t\"]", "[\"\x7f\"]", "[\"\x01\"]", "[\"\xff\"]", `["$x"]`, `["a"] # c`, `["a"] x`,
		`[1] x`, "[ \"a\" ,\r\"b\" ]", "[\v\"a\"]", "[\u00a0\"a\"]", "\u00a0[\"a\"]\u2003", "\ufeff[\"a\"]",
		`[1e400]`, `[-0]`, `["<<EOF","/f"]`, `["it's","/z"]`,
	}
	keywords = []string{
		"add", "arg", "cmd", "copy", "entrypoint", "env", "expose", "from", "healthcheck", "label", "maintainer",
		"onbuild", "run", "shell", "stopsignal", "user", "volume", "workdir", "unknown", "cm", "runn", "l\u0131bel",
		"wor\u212adir",
	}
	directiveLines = []string{
		"# escape=`", "# escape=\\", "#escape=`", "# ESCAPE = `", "  # escape=`", "\u00a0# escape=`", "# escape=",
		"# escape=x", "# escape=` # x", "# escape=``", "# syntax=docker/dockerfile:1",
		"# syntax=docker/dockerfile:1 x", "#syntax=x", "// syntax=x", `{"syntax":"x"}`, "# check=skip=all",
		"# check=error=true", "# check=nonsense", "# unknown=x", "#!/usr/bin/env docker", "#", "# syntax=\u00e9",
		"# syntax=\xff", "#\u00a0escape=`", "# e\u017fcape=`", "# escape=`\r",
	}
	flagPieces = []string{
		"--flag", "--flag=x", "--", "--=", "--chown=a:b", "--chown=\u00e0", "--chmod=755", "--link", "--link=false",
		"--link=x", "--from=0", "--from=$x", "--platform=linux/amd64", "--platform=",
		"--mount=type=cache,target=/x", "--mount=type=bind,from=$x", "--mount=\"type=cache\"", "--mount='a",
		"--network=none", "--network=x", "--security=insecure", "--device=a=b,required",
		"--device=x,required=maybe", "--interval=5s", "--interval=1us", "--interval=1h2m3.5s", "--timeout=",
		"--timeout=9e9h", "--retries=3", "--retries=-1", "--retries=0x1", "--retries=4294967296",
		"--start-period=0", "--start-interval=1ms", "--exclude=a", "--exclude=b", "--parents",
		"--keep-git-dir=true", "--unpack", "--checksum=sha256:0", "--a\\ b", "--a`b", "\"--flag\"", "--'a b'=c",
		"---x",
	}
	heredocWords = []string{
		"<<EOF", "<<-EOF", "<< EOF", "<<\tEOF", "<<- EOF", "<<\"EOF\"", "<<'EOF'", "<<E\"O\"F", "<<\\EOF", "3<<EOF",
		"03<<-EOF", "99999999999999999999<<EOF", "<<EOF>f", "<<EOF;", "<<$X", "<<${X}", "<<\"E F\"", "<<\"\"", "<<",
		"cat<<EOF", "<<<EOF", "\"<<EOF\"", "<<EOF <<TWO", "<<EOF <<EOF", "<<\u00a0EOF", "<<E\u00e9", "<<'E",
		"$((1 << 2))",
	}
	terminators = []string{
		"EOF", "EOF", "EOF", "\tEOF", " EOF", "EOF ", "EOF\r", "EO", "EOF\nTWO", "TWO\nEOF", "E F", "${X}",
		"\t\tEOF", "EOF>f", "2",
	}
	arguments = []string{
		"", "x", "a b", "a=b", "a=b c=d", "a=\"b c\" d", "a='b", "a=b\\ c", "/x /y", ". .", "80/tcp 53", "80-90",
		"CMD x", "cmd [\"x\"]", "NONE", "none x", "CMD", "9", "SIGTERM", "scratch", "scratch AS a",
		"scratch as A-b.c", "scratch AS 1", "a b c", "--flag x", "-- x", "=x", "a=", "x # y", "RUN x", "run <<EOF",
		"ONBUILD RUN x", "FROM x",
	}
)

func (m *mutator) pick(list []string) string { return list[m.random.IntN(len(list))] }

// lineStarts returns the offset of every line and, in the second list, of those that look like the first line of an
// instruction: the line before does not end in an escape, and a letter comes first.
func lineStarts(data []byte) (all, first []int) {
	continued := false
	for start := 0; start == 0 || start < len(data); {
		all = append(all, start)
		line, _, _ := bytes.Cut(data[start:], []byte("\n"))
		if len(line) > 0 && !continued && 'A' <= line[0]&^0x20 && line[0]&^0x20 <= 'Z' {
			first = append(first, start)
		}
		continued = bytes.HasSuffix(bytes.TrimRight(line, " \t\r"), []byte("\\"))
		start += len(line) + 1
	}
	return all, first
}

// line chooses a line and returns where it starts, where its text ends, and where the next line starts. Three in four
// are the first line of an instruction; changes inside a continued one mostly make its rest an unknown instruction.
func (m *mutator) line(data []byte) (start, end, next int) {
	starts, first := lineStarts(data)
	if len(first) > 0 && m.random.IntN(4) > 0 {
		starts = first
	}
	start = starts[m.random.IntN(len(starts))]
	if i := bytes.IndexByte(data[start:], '\n'); i >= 0 {
		return start, start + i, start + i + 1
	}
	return start, len(data), len(data)
}

// place chooses an offset. Most are next to a line end, a blank or a quote, because that is where the meaning of a
// character depends on its neighbours; the rest are anywhere.
func (m *mutator) place(data []byte) int {
	start, end, _ := m.line(data)
	switch m.random.IntN(6) {
	case 0:
		return start
	case 1:
		return end
	case 2, 3:
		var edges []int
		for i := start; i < end; i++ {
			if strings.IndexByte(" \t\"'[],=\\`$<-#", data[i]) >= 0 {
				edges = append(edges, i, i+1)
			}
		}
		if len(edges) > 0 {
			return edges[m.random.IntN(len(edges))]
		}
	}
	return m.random.IntN(len(data) + 1)
}

func insert(data []byte, at int, piece string) []byte { return replace(data, at, at, piece) }

func replace(data []byte, from, to int, piece string) []byte {
	result := make([]byte, 0, len(data)+len(piece))
	result = append(result, data[:from]...)
	result = append(result, piece...)
	return append(result, data[to:]...)
}

func insertPiece(pieces []string) func(*mutator, []byte) []byte {
	return func(m *mutator, data []byte) []byte { return insert(data, m.place(data), m.pick(pieces)) }
}

func insertLine(lines []string) func(*mutator, []byte) []byte {
	return func(m *mutator, data []byte) []byte {
		start, _, _ := m.line(data)
		return insert(data, start, m.pick(lines)+"\n")
	}
}

func (m *mutator) cutLines(data []byte) []byte {
	start, _, next := m.line(data)
	for range m.random.IntN(3) {
		if i := bytes.IndexByte(data[next:], '\n'); i >= 0 {
			next += i + 1
		}
	}
	return replace(data, start, next, "")
}

func (m *mutator) duplicateLines(data []byte) []byte {
	start, _, next := m.line(data)
	to, _, _ := m.line(data)
	return insert(data, to, string(data[start:next]))
}

func (m *mutator) swapLines(data []byte) []byte {
	lines := bytes.SplitAfter(data, []byte("\n"))
	i, j := m.random.IntN(len(lines)), m.random.IntN(len(lines))
	lines[i], lines[j] = lines[j], lines[i]
	return bytes.Join(lines, nil)
}

// addContinuation breaks a line anywhere, or adds an escape at its end, sometimes with a comment or blank line inside.
func (m *mutator) addContinuation(data []byte) []byte {
	at := m.place(data)
	if m.random.IntN(2) == 0 {
		_, at, _ = m.line(data)
	}
	piece := m.pick(blanks[:6]) + m.pick(escapes) + m.pick(blanks)
	if at == len(data) || data[at] != '\n' || m.random.IntN(3) == 0 {
		piece += "\n"
	}
	if strings.HasSuffix(piece, "\n") {
		switch m.random.IntN(4) {
		case 0:
			piece += m.pick(commentLines) + "\n"
		case 1:
			piece += m.pick(blankLines) + "\n"
		}
	}
	return insert(data, at, piece)
}

func (m *mutator) removeContinuation(data []byte) []byte {
	var found []int
	for i := 0; i+1 < len(data); i++ {
		if data[i+1] == '\n' && (data[i] == '\\' || data[i] == '`') {
			found = append(found, i)
		}
	}
	if len(found) == 0 {
		return data
	}
	at := found[m.random.IntN(len(found))]
	switch m.random.IntN(3) {
	case 0: // the escape alone
		return replace(data, at, at+1, "")
	case 1: // the line end alone
		return replace(data, at+1, at+2, "")
	}
	return replace(data, at, at+2, "")
}

func (m *mutator) changeLineEnd(data []byte) []byte {
	_, end, next := m.line(data)
	return replace(data, end, next, m.pick([]string{"\r\n", "\r\r\n", "\r", "", "\n\r", "\n\n", "\n"}))
}

func (m *mutator) allCRLF(data []byte) []byte {
	return bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n"))
}

func (m *mutator) addByteOrderMark(data []byte) []byte {
	const mark = "\ufeff"
	switch m.random.IntN(4) {
	case 0:
		return insert(data, m.place(data), mark)
	case 1:
		return insert(data, 0, mark+mark)
	}
	return insert(data, 0, mark)
}

// addDirective puts one or two directives at the top, or sometimes on the second line or elsewhere.
func (m *mutator) addDirective(data []byte) []byte {
	piece := m.pick(directiveLines) + "\n"
	if m.random.IntN(3) == 0 {
		piece += m.pick(directiveLines) + "\n"
	}
	at := 0
	switch m.random.IntN(6) {
	case 0:
		if i := bytes.IndexByte(data, '\n'); i >= 0 {
			at = i + 1
		}
	case 1:
		at, _, _ = m.line(data)
	}
	return insert(data, at, piece)
}

// afterKeyword chooses a line and returns where its first word starts and ends, and where its text ends.
func (m *mutator) afterKeyword(data []byte) (start, after, end int) {
	start, end, _ = m.line(data)
	for start < end && (data[start] == ' ' || data[start] == '\t') {
		start++
	}
	after = start
	for after < end && data[after] != ' ' && data[after] != '\t' {
		after++
	}
	return start, after, end
}

func (m *mutator) addFlag(data []byte) []byte {
	_, after, _ := m.afterKeyword(data)
	piece := " " + m.pick(flagPieces)
	if m.random.IntN(3) == 0 {
		piece += " " + m.pick(flagPieces)
	}
	return insert(data, after, piece)
}

// addHeredoc adds a heredoc to a line, or a new instruction with one. One in four stays without a terminator.
func (m *mutator) addHeredoc(data []byte) []byte {
	word := m.pick(heredocWords)
	body := ""
	for range m.random.IntN(3) {
		body += m.pick([]string{
			"echo x", "\tindented", "# comment", "line \\", "$x ${y}", "#!/bin/sh", "FROM y", "\r", "\xff", "",
		}) + "\n"
	}
	if m.random.IntN(4) > 0 {
		body += m.pick(terminators) + "\n"
	}
	start, end, next := m.line(data)
	if m.random.IntN(2) == 0 {
		piece := m.pick([]string{
			"RUN ", "COPY ", "ADD ", "run --network=none ", "ONBUILD RUN ", "onbuild copy ", "CMD ",
		}) + word
		piece += m.pick([]string{"", "", " /x", " /x /y", " && echo", " \\\n /z", " 'q"})
		return insert(data, start, piece+"\n"+body)
	}
	return replace(data, end, next, " "+word+"\n"+body)
}

func (m *mutator) prefixOnbuild(data []byte) []byte {
	start, _, _ := m.afterKeyword(data)
	return insert(data, start, m.pick([]string{
		"ONBUILD ", "onbuild\t", "OnBuild  ", "ONBUILD \\\n", "ONBUILD", "ONBUILD -- ", "ONBUILD --x ",
		"ONBUILD ONBUILD ",
	}))
}

// keyword returns a keyword in lower case, upper case or a mixture.
func (m *mutator) keyword() string {
	word := m.pick(keywords)
	switch m.random.IntN(4) {
	case 0:
		return word
	case 1:
		mixed := []byte(word)
		for i, c := range mixed {
			if 'a' <= c && c <= 'z' && m.random.IntN(2) == 0 {
				mixed[i] = c - 'a' + 'A'
			}
		}
		return string(mixed)
	}
	return strings.ToUpper(word)
}

func (m *mutator) replaceKeyword(data []byte) []byte {
	start, after, _ := m.afterKeyword(data)
	return replace(data, start, after, m.keyword())
}

func (m *mutator) addInstruction(data []byte) []byte {
	start, _, _ := m.line(data)
	piece := m.keyword() + m.pick([]string{" ", " ", "\t", "  ", "\v", "\u00a0", ""}) + m.pick(arguments)
	return insert(data, start, piece+m.pick([]string{"\n", "\n", "\n", "\r\n", " \\\n"}))
}

func (m *mutator) replaceByJSON(data []byte) []byte {
	start, after, end := m.afterKeyword(data)
	piece := " " + m.pick(jsonPieces)
	if m.random.IntN(2) == 0 {
		piece = m.pick([]string{
			"CMD", "ENTRYPOINT", "RUN", "SHELL", "COPY", "ADD", "VOLUME", "HEALTHCHECK CMD", "ONBUILD CMD", "ENV",
			"LABEL",
		}) + piece
		after = start
	}
	return replace(data, after, end, piece)
}

func (m *mutator) deleteByte(data []byte) []byte {
	if len(data) == 0 {
		return data
	}
	at := min(m.place(data), len(data)-1)
	return replace(data, at, at+1, "")
}

func (m *mutator) replaceByte(data []byte) []byte {
	if len(data) == 0 {
		return data
	}
	at := min(m.place(data), len(data)-1)
	return replace(data, at, at+1, string([]byte{byte(m.random.IntN(256))}))
}

func (m *mutator) deleteStretch(data []byte) []byte {
	from := m.place(data)
	return replace(data, from, min(len(data), from+1+m.random.IntN(40)), "")
}

func (m *mutator) splice(data []byte) []byte {
	other := m.donor()
	head := data[:m.place(data)]
	if m.random.IntN(2) == 0 {
		start, _, _ := m.line(data)
		head = data[:start]
	}
	return append(bytes.Clone(head), other[m.place(other):]...)
}

func (m *mutator) cutEnd(data []byte) []byte {
	if m.random.IntN(2) == 0 {
		return bytes.TrimRight(data, "\n")
	}
	return data[:m.place(data)]
}

// oversizedLine adds a line of 65,534 to 65,537 bytes, its line end included: a comment, an instruction, a continued
// line, a heredoc line, or a last line without a line end.
func (m *mutator) oversizedLine(data []byte) []byte {
	size := 65534 + m.random.IntN(4)
	before, after := "", "\n"
	switch m.random.IntN(5) {
	case 0:
		before = "# "
	case 1:
		before = "RUN "
	case 2:
		before, after = "RUN a", " \\\n"
	case 3:
		line := strings.Repeat("x", size-1) + "\n"
		start, _, _ := m.line(data)
		return insert(data, start, "RUN <<EOF\n"+line+"EOF\n")
	case 4:
		return append(data, "\nRUN "+strings.Repeat("x", size-4)...)
	}
	line := before + strings.Repeat("x", size-len(before)-len(after)) + after
	start, _, _ := m.line(data)
	return insert(data, start, line)
}
