// This file reads the lists of file names that the subcommands take.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// readLines returns the lines of a file, or of standard input for "-". Empty lines are skipped.
func readLines(name string) ([]string, error) {
	var source io.Reader = os.Stdin
	if name != "-" {
		file, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		defer file.Close()
		source = file
	}
	var lines []string
	reader := bufio.NewReader(source)
	for {
		line, err := reader.ReadString('\n')
		if line = strings.TrimSuffix(line, "\n"); line != "" {
			lines = append(lines, line)
		}
		if err == io.EOF {
			return lines, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

// inputPaths joins the names given in a list and those given on the command line, in that order.
func inputPaths(list string, rest []string) ([]string, error) {
	var paths []string
	if list != "" {
		lines, err := readLines(list)
		if err != nil {
			return nil, err
		}
		paths = lines
	}
	paths = append(paths, rest...)
	if len(paths) == 0 {
		return nil, errors.New("no files given")
	}
	for _, path := range paths {
		// One path a line is how drydock is given them, so such a name could not be passed on.
		if strings.Contains(path, "\n") {
			return nil, fmt.Errorf("file name with a line end: %q", path)
		}
	}
	return paths, nil
}
