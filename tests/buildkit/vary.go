// This file is "judge vary": it writes files changed at random, for others to rewrite.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

func varyCommand(args []string) (int, error) {
	flags := newFlags("vary")
	list := flags.String("files-from", "", "file with one path a line, - for standard input")
	seed := flags.Uint64("seed", 1, "the same seed over the same list gives the same variants")
	count := flags.Int("count", 10000, "number of variants")
	into := flags.String("into", "", "folder to write them to")
	if err := parseFlags(flags, args); err != nil {
		return 0, err
	}
	if *list == "" || *into == "" {
		return 0, errors.New("--files-from and --into are required")
	}
	paths, err := inputPaths(*list, flags.Args())
	if err != nil {
		return 0, err
	}
	run := &mutationRun{corpus: paths, seed: *seed}
	for number := range *count {
		variant, err := run.variant(number)
		if err != nil {
			return 0, err
		}
		path := filepath.Join(*into, fmt.Sprintf("seed%d-%07d", *seed, number))
		if err := os.WriteFile(path, variant, 0o644); err != nil {
			return 0, err
		}
		fmt.Println(path)
	}
	return statusFine, nil
}

// variant makes the variant of a number, which depends on the same things as a mutant does.
func (run *mutationRun) variant(number int) ([]byte, error) {
	m, failed := run.mutator(run.seed, number)
	variant := bytes.Clone(m.donor())
	for range 1 + m.random.IntN(6) {
		if m.random.IntN(4) == 0 {
			variant = m.choose().apply(m, variant)
		} else {
			variant = m.chooseSubtle(variant)
		}
		variant = variant[:min(len(variant), maxMutant)]
	}
	return variant, *failed
}
