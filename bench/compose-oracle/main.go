// Command compose-oracle loads Compose projects as Docker Compose does, with the library that it is made of, and
// prints what comes out: for every line of JSON on the standard input ({"folder", "files", "env", "profiles"}) one
// line ({"project"} in its canonical form, or {"error"}). It is what bench/compose.ts compares with. Build it into a
// folder of the PATH:
//
//	go build -o /opt/peers/compose-oracle .
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/sirupsen/logrus"
)

type request struct {
	Folder   string   `json:"folder"`
	Files    []string `json:"files"`
	Env      []string `json:"env"`
	Profiles []string `json:"profiles"`
}

type answer struct {
	Project *types.Project `json:"project,omitempty"`
	// Services that no active profile has.
	Disabled types.Services `json:"disabled,omitempty"`
	Error    string         `json:"error,omitempty"`
}

func main() {
	logrus.SetOutput(io.Discard)
	in := bufio.NewReader(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	decoder, encoder := json.NewDecoder(in), json.NewEncoder(out)
	for {
		var one request
		if err := decoder.Decode(&one); err != nil {
			if err != io.EOF {
				fmt.Fprintln(os.Stderr, err)
			}
			return
		}
		if err := encoder.Encode(load(one)); err != nil {
			if err := encoder.Encode(answer{Error: err.Error()}); err != nil {
				fmt.Fprintln(os.Stderr, err)
				return
			}
		}
	}
}

func load(one request) (result answer) {
	defer func() {
		if broken := recover(); broken != nil {
			result = answer{Error: fmt.Sprintf("panic: %v", broken)}
		}
	}()
	options, err := cli.NewProjectOptions(one.Files,
		cli.WithWorkingDirectory(one.Folder),
		cli.WithEnv(one.Env),
		cli.WithEnvFiles(),
		cli.WithDotEnv,
		cli.WithProfiles(one.Profiles),
	)
	if err != nil {
		return answer{Error: err.Error()}
	}
	project, err := options.LoadProject(context.Background())
	if err != nil {
		return answer{Error: err.Error()}
	}
	return answer{Project: project, Disabled: project.DisabledServices}
}
