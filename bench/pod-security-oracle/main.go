// Says what Kubernetes' own Pod Security admission thinks of pods: one JSON pod a line on standard input, one JSON object
// a line on standard output, with the ids of the checks that refuse it at each level.
package main

import (
	"bufio"
	"encoding/json"
	"os"
	"sort"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

func refused(pod *corev1.Pod, level api.Level) []string {
	ids := []string{}
	overridden := map[policy.CheckID]bool{}
	latest := func(check policy.Check) policy.VersionedCheck { return check.Versions[len(check.Versions)-1] }
	if level == api.LevelRestricted {
		for _, check := range policy.DefaultChecks() {
			if check.Level == api.LevelRestricted {
				for _, id := range latest(check).OverrideCheckIDs {
					overridden[id] = true
				}
			}
		}
	}
	for _, check := range policy.DefaultChecks() {
		if overridden[check.ID] || (check.Level == api.LevelRestricted && level != api.LevelRestricted) {
			continue
		}
		if result := latest(check).CheckPod(&pod.ObjectMeta, &pod.Spec); !result.Allowed {
			ids = append(ids, string(check.ID))
		}
	}
	sort.Strings(ids)
	return ids
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(make([]byte, 1<<20), 1<<24)
	out := json.NewEncoder(os.Stdout)
	for in.Scan() {
		var pod corev1.Pod
		answer := map[string]any{}
		if err := json.Unmarshal(in.Bytes(), &pod); err != nil {
			answer["error"] = err.Error()
		} else {
			answer["baseline"] = refused(&pod, api.LevelBaseline)
			answer["restricted"] = refused(&pod, api.LevelRestricted)
		}
		if err := out.Encode(answer); err != nil {
			panic(err)
		}
	}
}
