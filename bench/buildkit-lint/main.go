// Command buildkit-lint prints what BuildKit's own checks say of Dockerfiles, a line of JSON for each finding, with
// no builder and no registry: every base image is taken to be an empty linux/amd64 image. It is what
// bench/differential.ts and bench/options.ts compare with. Build it into a folder of the PATH; the tag brings what only
// the labs channel has:
//
//	go build -tags dfrundevice -o /opt/peers/buildkit-lint .
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/moby/buildkit/client/llb"
	"github.com/moby/buildkit/client/llb/sourceresolver"
	"github.com/moby/buildkit/frontend/dockerfile/dockerfile2llb"
	"github.com/moby/buildkit/solver/pb"
	"github.com/opencontainers/go-digest"
	ocispecs "github.com/opencontainers/image-spec/specs-go/v1"
)

var platform = ocispecs.Platform{OS: "linux", Architecture: "amd64"}

type finding struct {
	File    string `json:"file"`
	Rule    string `json:"rule"`
	Line    int    `json:"line"`
	Message string `json:"message"`
}

func main() {
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	for _, file := range os.Args[1:] {
		found, err := lint(file)
		if err != nil {
			found = append(found, finding{file, "error", 0, err.Error()})
		}
		for _, one := range found {
			if err := encoder.Encode(one); err != nil {
				fmt.Fprintln(os.Stderr, err)
				return
			}
		}
	}
}

func lint(file string) ([]finding, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	empty := llb.Scratch()
	definition, err := empty.Marshal(context.Background())
	if err != nil {
		return nil, err
	}
	sources := llb.NewSourceMap(&empty, file, "Dockerfile", text)
	sources.Definition = definition
	capabilities := pb.Caps.CapSet(pb.Caps.All())
	options := dockerfile2llb.ConvertOpt{
		MetaResolver: emptyImages{}, SourceMap: sources, TargetPlatform: &platform, LLBCaps: &capabilities,
	}
	options.Config.BuildPlatforms = []ocispecs.Platform{platform}
	results, err := dockerfile2llb.DockerfileLint(context.Background(), text, options)
	if err != nil {
		return nil, err
	}
	var found []finding
	for _, warning := range results.Warnings {
		found = append(found, finding{file, warning.RuleName, firstLine(warning.Location), warning.Detail})
	}
	if results.Error != nil {
		found = append(found, finding{file, "error", firstLine(&results.Error.Location), results.Error.Message})
	}
	return found, nil
}

func firstLine(location *pb.Location) int {
	if ranges := location.GetRanges(); len(ranges) > 0 {
		return int(ranges[0].GetStart().GetLine())
	}
	return 0
}

// emptyImages knows no image and says that each has nothing but a search path.
type emptyImages struct{}

func (emptyImages) ResolveImageConfig(
	_ context.Context, reference string, _ sourceresolver.Opt,
) (string, digest.Digest, []byte, error) {
	image := ocispecs.Image{Platform: platform}
	image.Config.Env = []string{"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}
	config, err := json.Marshal(image)
	return reference, digest.FromBytes(config), config, err
}
