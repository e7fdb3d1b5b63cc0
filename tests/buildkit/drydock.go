// This file runs drydock over a batch of files and attributes every missing line or crash to the file that caused it.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// The longest a run of drydock may take before it counts as hanging: a start, and something for each file.
const (
	startTimeout = 20 * time.Second
	fileTimeout  = 10 * time.Millisecond
)

// answer is what drydock said about one file: a line of JSON or, when there is none, what went wrong instead.
type answer struct {
	line    []byte
	trouble string
}

// checkBinary makes sure that the program can be started at all, so that a wrong name is not taken for crashes.
func checkBinary(binary string) error {
	if binary == "" {
		return errors.New("--drydock is required")
	}
	_, err := exec.LookPath(binary)
	return err
}

// askDrydock returns one answer for each path. When a run over many files ends badly, the files that are then without
// an answer are run again in two halves, and so on until the file at fault is alone; when none is without an answer,
// all are run again, to find the one that spoils the exit status.
func askDrydock(binary string, paths []string) []answer {
	lines, trouble := runDrydock(binary, paths)
	answers := make([]answer, len(paths))
	var again []int
	for i, line := range lines {
		answers[i].line = line
		if line == nil {
			again = append(again, i)
		}
	}
	if len(again) > 0 && trouble == "" {
		trouble = "no line printed"
	}
	switch {
	case trouble == "":
		return answers
	case len(paths) == 1:
		answers[0].trouble = trouble
		return answers
	case len(again) == 0:
		for i := range paths {
			again = append(again, i)
		}
	}
	explained := false
	for half := range slices.Chunk(again, (len(again)+1)/2) {
		part := make([]string, len(half))
		for i, at := range half {
			part[i] = paths[at]
		}
		for i, a := range askDrydock(binary, part) {
			answers[half[i]] = a
			explained = explained || a.trouble != ""
		}
	}
	if !explained {
		answers[again[0]].trouble = fmt.Sprintf("%s in a run over %d files, but in no run over fewer", trouble, len(paths))
	}
	return answers
}

// runDrydock runs the binary once. It returns one line, or nil, for each path, and a description of what was wrong
// with the run itself. Exit status 2 is normal: drydock uses it to say that it rejected a file.
func runDrydock(binary string, paths []string) ([][]byte, string) {
	timeout := startTimeout + time.Duration(len(paths))*fileTimeout
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	command := exec.CommandContext(ctx, binary, "print", "--as=json", "--files-from=-")
	command.Stdin = strings.NewReader(strings.Join(paths, "\n") + "\n")
	var complaints head
	command.Stderr = &complaints
	// A process that drydock left behind may keep its output open.
	command.WaitDelay = 5 * time.Second
	output, err := command.Output()

	lines, trouble := assignLines(output, paths)
	var ended *exec.ExitError
	switch {
	case ctx.Err() != nil:
		trouble = fmt.Sprintf("did not end within %v", timeout)
	case errors.As(err, &ended) && ended.ExitCode() == 2:
	case err != nil:
		// For a crash this reads "signal: segmentation fault".
		trouble = err.Error()
		if said := complaints.String(); said != "" {
			trouble += ", standard error: " + said
		}
	}
	return lines, trouble
}

// assignLines gives each line of the output to its path. The lines must come in the order of the paths; a path that is
// passed over stays without a line.
func assignLines(output []byte, paths []string) ([][]byte, string) {
	lines := make([][]byte, len(paths))
	next := 0
	for line := range bytes.SplitSeq(bytes.TrimSuffix(output, []byte("\n")), []byte("\n")) {
		if len(line) == 0 && len(output) == 0 {
			break
		}
		path, err := pathOf(line)
		if err != nil {
			return lines, fmt.Sprintf("printed a line that is not of the format (%v): %s", err, shorten(string(line)))
		}
		at := next
		for at < len(paths) && paths[at] != path {
			at++
		}
		if at == len(paths) {
			return lines, fmt.Sprintf("printed a line for %q, which was not asked for or not at this place", path)
		}
		lines[at] = line
		next = at + 1
	}
	return lines, ""
}

func pathOf(line []byte) (string, error) {
	var object struct {
		Path json.RawMessage `json:"path"`
	}
	if err := json.Unmarshal(line, &object); err != nil {
		return "", err
	}
	return decodeText(object.Path)
}

// head keeps the beginning of what is written to it and drops the rest.
type head struct{ kept []byte }

func (h *head) Write(data []byte) (int, error) {
	const limit = 600
	h.kept = append(h.kept, data[:min(len(data), limit-min(limit, len(h.kept)))]...)
	return len(data), nil
}

func (h *head) String() string { return strings.TrimSpace(string(h.kept)) }
