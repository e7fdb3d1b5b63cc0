// This file holds the changes of "judge equal": those that leave a file that builds almost the same, or the same.
package main

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
)

// subtleLines are instructions that do next to nothing, or that something else in the file may undo.
var subtleLines = []string{
	"ARG A", "ARG A=1", "ARG B=$A", "ARG A B", "ARG PATH", "ARG HOME=/x", "ARG A=${B:-c} B=2", "ENV A=1",
	"ENV A=$A", "ENV A=$A:$B", "ENV PATH=$PATH", "ENV PATH=/x:$PATH", "ENV PATH /x:${PATH}", "ENV A=1 B=$A C='$A'",
	"ENV A=\"$HOME\"", "ENV A='$HOME'", "ENV A=\\$HOME", "ENV A b c", "ENV A=\"b c\"", "ENV $A=b",
	"ENV A=${B:-x} B=${A:+y}", "ENV A=${B#x*} C=${B/a/b}", "SHELL [\"/bin/sh\", \"-c\"]",
	"SHELL [\"/bin/bash\", \"-c\"]", "USER a", "USER $A", "USER a:b", "WORKDIR .", "WORKDIR /", "WORKDIR /a/",
	"WORKDIR /a", "WORKDIR a", "WORKDIR $A", "WORKDIR /a/../b", "WORKDIR ${A:-/a}", "EXPOSE 80", "EXPOSE 80/tcp",
	"EXPOSE 80 81", "EXPOSE $A", "EXPOSE 80-82", "EXPOSE 80/TCP", "STOPSIGNAL 9", "STOPSIGNAL SIGKILL", "VOLUME /a",
	"VOLUME [\"/a\"]", "VOLUME /a /b", "VOLUME $A", "LABEL a=b", "LABEL a=\"b\" c=d", "LABEL a=$A", "LABEL $A=b",
	"LABEL a.b='c d'", "ONBUILD RUN a", "ONBUILD ENV A=2", "ONBUILD CMD [\"a\"]", "ONBUILD ARG A=3",
	"ONBUILD COPY --from=0 a b", "ONBUILD USER b", "ONBUILD WORKDIR c", "ONBUILD SHELL [\"x\"]", "RUN a",
	"RUN a $A", "RUN [\"a\"]", "RUN --network=none a", "RUN --network=default a", "RUN --security=sandbox a",
	"RUN --mount=type=cache,target=/a a", "RUN --mount=target=/a,type=cache a",
	"RUN --mount=type=cache,target=/a,id=$A a", "RUN --mount=type=bind,from=x,target=/b a",
	"RUN --mount=type=bind,from=X:Y,target=/b a", "RUN --mount=target=/b a",
	"RUN --mount=type=tmpfs,target=/t --mount=type=tmpfs,target=/u a", "RUN --mount=type=secret,id=s,env=E a",
	"RUN --mount=type=cache,target=a a", "RUN <<E\na\nE", "RUN <<-E\n\ta\nE", "RUN <<'E'\na $A\nE",
	"RUN <<E cat\na $A\nE", "COPY a b", "COPY a /b", "COPY a /b/", "COPY a ./", "COPY a .", "COPY a /b/.",
	"COPY [\"a\", \"b\"]", "COPY --from=x a /b", "COPY --from=X a /b", "COPY --from=0 a /b",
	"COPY --from=a.test/X:Tag a /b", "COPY --chown=a:b c /d", "COPY --chown=$A c /d", "COPY --chmod=755 c /d",
	"COPY --chmod=0755 c /d", "COPY --link a /b", "COPY --link=false a /b", "COPY $A /b", "COPY ${A:-a} /b",
	"COPY a $A", "COPY <<E /f\na $A\nE", "COPY <<'E' /f\na $A\nE", "COPY <<\"E\" <<F /f/\na\nE\n'$A'\nF",
	"COPY --exclude=a b c", "COPY --parents a b", "ADD a /b", "ADD a b", "ADD a.tar.gz /b",
	"ADD --unpack=false a /b", "ADD https://a.test/b /c", "ADD https://a.test/$A /c/",
	"ADD --chown=a https://a.test/b /c",
	"ADD --checksum=sha256:0000000000000000000000000000000000000000000000000000000000000000 https://a.test/b /c",
	"ADD --keep-git-dir=true https://a.test/b.git#v1 /b", "CMD a", "CMD [\"a\"]", "CMD []",
	"CMD [\"/bin/sh\", \"-c\", \"a\"]", "ENTRYPOINT a", "ENTRYPOINT []", "ENTRYPOINT [\"a\"]",
	"ENTRYPOINT [\"/bin/sh\", \"-c\", \"a\"]", "HEALTHCHECK NONE", "HEALTHCHECK CMD a",
	"HEALTHCHECK --interval=60s CMD a", "HEALTHCHECK --interval=1m CMD a", "MAINTAINER a", "FROM a AS x", "FROM x",
	"FROM x AS X", "FROM X", "FROM a:B AS x", "FROM scratch", "FROM scratch AS x", "FROM --platform=linux/amd64 a",
	"FROM --platform=$BUILDPLATFORM a AS x", "FROM --platform=$TARGETPLATFORM a", "FROM --platform=linux/arm64 x",
	"FROM $A", "FROM a:$A", "ARG BUILDKIT_SBOM_SCAN_STAGE=true", "ARG SOURCE_DATE_EPOCH=1", "ARG TARGETARCH",
	"ARG TARGETPLATFORM", "ARG TARGETSTAGE", "ARG BUILDPLATFORM", "ARG HTTP_PROXY=x", "ENV HTTP_PROXY=x",
	"ENV A==b", "ENV A=", "LABEL a=", "RUN --device=a.test/b=c a",
}

var subtle = []struct {
	weight int
	apply  func(*mutator, []byte) []byte
}{
	{8, (*mutator).dropInstruction},
	{8, (*mutator).swapInstructions},
	{5, (*mutator).repeatInstruction},
	{8, insertLine(subtleLines)},
	{8, (*mutator).rewordWord},
	{10, (*mutator).requoteWord},
	{8, (*mutator).rewriteVariable},
	{6, (*mutator).renameEverywhere},
	{4, (*mutator).changeCase},
	{5, (*mutator).swapWords},
	{5, (*mutator).joinInstructions},
	{5, (*mutator).splitInstruction},
	{4, (*mutator).changePath},
	{4, (*mutator).changeKeyword},
	{4, (*mutator).changeForm},
	{3, insertPiece([]string{" ", "  ", "\t", " \\\n", "\\\n", " \\\n# c\n ", "\\", "''", `""`, "\\ "})},
	{2, (*mutator).deleteByte},
	{2, insertLine([]string{"# c", "", "  # c"})},
}

func (m *mutator) chooseSubtle(data []byte) []byte {
	sum := 0
	for _, candidate := range subtle {
		sum += candidate.weight
	}
	left := m.random.IntN(sum)
	for _, candidate := range subtle {
		if left -= candidate.weight; left < 0 {
			return candidate.apply(m, data)
		}
	}
	panic("the weights do not add up")
}

// instructionLines cuts a text into logical lines: continued ones, and what looks like a heredoc, stay in one piece.
func instructionLines(data []byte) [][]byte {
	var pieces [][]byte
	var piece []byte
	end := ""
	for _, line := range bytes.SplitAfter(data, []byte("\n")) {
		piece = append(piece, line...)
		text := strings.TrimSpace(string(line))
		if end != "" {
			if text != end {
				continue
			}
			end = ""
		} else if found := heredocStart.FindStringSubmatch(text); found != nil && !strings.HasPrefix(text, "#") {
			end = found[1]
			continue
		} else if strings.HasSuffix(text, "\\") || (len(piece) > len(line) && (text == "" || text[0] == '#')) {
			continue
		}
		pieces = append(pieces, piece)
		piece = nil
	}
	if len(piece) > 0 {
		pieces = append(pieces, piece)
	}
	return pieces
}

var heredocStart = regexp.MustCompile(`<<-?['"]?([A-Za-z_]+)['"]?`)

// anInstruction chooses a logical line with something in it; -1 if there is none.
func (m *mutator) anInstruction(pieces [][]byte) int {
	for range 20 {
		i := m.random.IntN(len(pieces))
		text := bytes.TrimSpace(pieces[i])
		if len(text) > 0 && text[0] != '#' {
			return i
		}
	}
	return -1
}

func (m *mutator) onInstruction(data []byte, change func(pieces [][]byte, i int)) []byte {
	pieces := instructionLines(data)
	if len(pieces) == 0 {
		return data
	}
	i := m.anInstruction(pieces)
	if i < 0 {
		return data
	}
	change(pieces, i)
	return bytes.Join(pieces, nil)
}

func (m *mutator) dropInstruction(data []byte) []byte {
	return m.onInstruction(data, func(pieces [][]byte, i int) { pieces[i] = nil })
}

func (m *mutator) swapInstructions(data []byte) []byte {
	return m.onInstruction(data, func(pieces [][]byte, i int) {
		j := i + 1
		if m.random.IntN(3) == 0 {
			j = m.random.IntN(len(pieces))
		}
		if j < len(pieces) && bytes.HasSuffix(pieces[i], []byte("\n")) && bytes.HasSuffix(pieces[j], []byte("\n")) {
			pieces[i], pieces[j] = pieces[j], pieces[i]
		}
	})
}

func (m *mutator) repeatInstruction(data []byte) []byte {
	return m.onInstruction(data, func(pieces [][]byte, i int) {
		line := bytes.TrimRight(pieces[i], "\n")
		pieces[i] = append(append(bytes.Clone(line), '\n'), pieces[i]...)
	})
}

// joinInstructions writes an instruction at the end of the one before, if both have the same keyword.
func (m *mutator) joinInstructions(data []byte) []byte {
	pieces := instructionLines(data)
	var found []int
	for i := 1; i < len(pieces); i++ {
		a, b := bytes.Fields(pieces[i-1]), bytes.Fields(pieces[i])
		if len(a) > 1 && len(b) > 1 && bytes.EqualFold(a[0], b[0]) {
			found = append(found, i)
		}
	}
	if len(found) == 0 {
		return data
	}
	i := found[m.random.IntN(len(found))]
	pieces[i-1] = bytes.TrimRight(pieces[i-1], " \t\r\n")
	_, rest, _ := bytes.Cut(bytes.TrimLeft(pieces[i], " \t"), []byte(" "))
	pieces[i] = append([]byte(" "), rest...)
	return bytes.Join(pieces, nil)
}

func (m *mutator) splitInstruction(data []byte) []byte {
	return m.onInstruction(data, func(pieces [][]byte, i int) {
		words := strings.Split(string(pieces[i]), " ")
		if len(words) < 3 {
			return
		}
		at := 2 + m.random.IntN(len(words)-2)
		words[at-1] += "\n" + words[0]
		pieces[i] = []byte(strings.Join(words, " "))
	})
}

var wordPattern = regexp.MustCompile(`[^ \t\r\n]+`)

// onWord replaces a word of an instruction that is not its keyword.
func (m *mutator) onWord(data []byte, change func(string) string) []byte {
	return m.onInstruction(data, func(pieces [][]byte, i int) {
		places := wordPattern.FindAllIndex(pieces[i], -1)
		if len(places) < 2 {
			return
		}
		at := places[1+m.random.IntN(len(places)-1)]
		pieces[i] = replace(pieces[i], at[0], at[1], change(string(pieces[i][at[0]:at[1]])))
	})
}

func (m *mutator) rewordWord(data []byte) []byte {
	return m.onWord(data, func(word string) string {
		other := m.pick([]string{
			"a", "b", "x", "X", "A=1", "A=2", "$A", "0", "1", "/a", "a/", "80", "80/tcp", "linux/amd64", "--link",
			"--from=x", "scratch", "AS", "as", ".", "./", "/",
		})
		if i := strings.IndexByte(word, '='); i >= 0 && m.random.IntN(2) == 0 {
			return word[:i+1] + other
		}
		return other
	})
}

// requoteWord adds, takes away or changes quotes, around a word or what comes after its "=".
func (m *mutator) requoteWord(data []byte) []byte {
	return m.onWord(data, func(word string) string {
		head := ""
		if i := strings.IndexByte(word, '='); i >= 0 && m.random.IntN(3) > 0 {
			head, word = word[:i+1], word[i+1:]
		}
		switch m.random.IntN(8) {
		case 0:
			return head + `"` + word + `"`
		case 1:
			return head + `'` + word + `'`
		case 2:
			return head + strings.Trim(word, `"'`)
		case 3:
			return head + strings.NewReplacer(`"`, `'`, `'`, `"`).Replace(word)
		case 4:
			return head + strings.ReplaceAll(word, `\`, "")
		case 5:
			at := m.random.IntN(len(word) + 1)
			return head + word[:at] + `\` + word[at:]
		case 6:
			at := m.random.IntN(len(word) + 1)
			return head + word[:at] + m.pick([]string{`""`, `''`, `"`, `'`}) + word[at:]
		}
		from := m.random.IntN(len(word) + 1)
		to := from + m.random.IntN(len(word)-from+1)
		quote := m.pick([]string{`"`, `'`})
		return head + word[:from] + quote + word[from:to] + quote + word[to:]
	})
}

var variablePattern = regexp.MustCompile(`\$(\w+)|\$\{(\w+)([^}]*)\}`)

func (m *mutator) rewriteVariable(data []byte) []byte {
	places := variablePattern.FindAllSubmatchIndex(data, -1)
	if len(places) == 0 {
		return m.requoteWord(data)
	}
	at := places[m.random.IntN(len(places))]
	name := ""
	for _, i := range []int{2, 4} {
		if at[i] >= 0 {
			name = string(data[at[i]:at[i+1]])
		}
	}
	forms := []string{
		"$N", "${N}", "${N:-}", "${N-}", "${N:+$N}", "${N:-$N}", `"$N"`, `"${N}"`, "'$N'", `\$N`, `\${N}`, "$$N",
		"${N:-x}", "${N-x}", "${N:+x}", "${N+x}", "${N:?x}", "${N#}", "${N##x}", "${N/x/y}", "${N//x/y}", "${N%x}",
		"N", "",
	}
	return replace(data, at[0], at[1], strings.ReplaceAll(m.pick(forms), "N", name))
}

// renameEverywhere gives a word another name, in all places or in all but one.
func (m *mutator) renameEverywhere(data []byte) []byte {
	words := regexp.MustCompile(`\b[A-Za-z_]\w*\b`).FindAllIndex(data, -1)
	if len(words) == 0 {
		return data
	}
	at := words[m.random.IntN(len(words))]
	word := string(data[at[0]:at[1]])
	name := m.pick([]string{"renamed", strings.ToUpper(word), strings.ToLower(word), "x", "A"})
	pattern := regexp.MustCompile(`\b` + word + `\b`)
	places := pattern.FindAllIndex(data, -1)
	keep := -1
	if m.random.IntN(2) == 0 {
		keep = m.random.IntN(len(places))
	}
	number := -1
	return pattern.ReplaceAllFunc(data, func(found []byte) []byte {
		if number++; number == keep {
			return found
		}
		return []byte(name)
	})
}

func (m *mutator) changeCase(data []byte) []byte {
	return m.onWord(data, func(word string) string {
		if m.random.IntN(2) == 0 {
			return strings.ToUpper(word)
		}
		return strings.ToLower(word)
	})
}

func (m *mutator) swapWords(data []byte) []byte {
	return m.onInstruction(data, func(pieces [][]byte, i int) {
		words := strings.Split(string(pieces[i]), " ")
		if len(words) < 3 {
			return
		}
		a, b := 1+m.random.IntN(len(words)-1), 1+m.random.IntN(len(words)-1)
		if strings.HasSuffix(words[a], "\n") || strings.HasSuffix(words[b], "\n") {
			return
		}
		words[a], words[b] = words[b], words[a]
		pieces[i] = []byte(strings.Join(words, " "))
	})
}

func (m *mutator) changePath(data []byte) []byte {
	return m.onWord(data, func(word string) string {
		switch m.random.IntN(6) {
		case 0:
			return word + "/"
		case 1:
			return strings.TrimSuffix(word, "/")
		case 2:
			return word + "/."
		case 3:
			return "./" + word
		case 4:
			return strings.Replace(word, "/", "//", 1)
		}
		return strings.Replace(word, "/", "/./", 1)
	})
}

func (m *mutator) changeKeyword(data []byte) []byte {
	return m.onInstruction(data, func(pieces [][]byte, i int) {
		at := wordPattern.FindIndex(pieces[i])
		other := map[string]string{
			"ADD": "COPY", "COPY": "ADD", "ENV": "ARG", "ARG": "ENV", "CMD": "ENTRYPOINT", "ENTRYPOINT": "CMD",
			"LABEL": "ENV",
		}[strings.ToUpper(string(pieces[i][at[0]:at[1]]))]
		if other != "" {
			pieces[i] = replace(pieces[i], at[0], at[1], other)
		}
	})
}

// changeForm writes words as a JSON array and the other way round, and ENV A b as ENV A=b and the other way round.
func (m *mutator) changeForm(data []byte) []byte {
	return m.onInstruction(data, func(pieces [][]byte, i int) {
		text := strings.TrimRight(string(pieces[i]), "\r\n")
		keyword, rest, _ := strings.Cut(text, " ")
		rest = strings.TrimSpace(rest)
		switch strings.ToUpper(keyword) {
		case "ENV", "LABEL":
			if key, value, found := strings.Cut(rest, "="); found && m.random.IntN(2) == 0 {
				rest = key + " " + value
			} else if key, value, found := strings.Cut(rest, " "); found {
				rest = key + "=" + strconv.Quote(strings.TrimSpace(value))
			}
		default:
			if strings.HasPrefix(rest, "[") {
				rest = strings.NewReplacer("[", "", "]", "", ",", " ", `"`, "").Replace(rest)
			} else {
				words := strings.Fields(rest)
				if m.random.IntN(2) == 0 {
					words = []string{"/bin/sh", "-c", rest}
				}
				for j := range words {
					words[j] = strconv.Quote(words[j])
				}
				rest = "[" + strings.Join(words, ", ") + "]"
			}
		}
		pieces[i] = []byte(keyword + " " + rest + "\n")
	})
}
