// Dynamic volumes for a cluster of one node: a directory for each claim, or, with the class parameter
// `backing: memory`, a tmpfs of exactly the claim's size, which really is full when it is full.
//
// It runs beside the kubelet, in its mount namespace: what it mounts, pods see.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	core "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
	"sigs.k8s.io/sig-storage-lib-external-provisioner/v13/controller"
)

func main() {
	kubeconfig := flag.String("kubeconfig", "", "how to reach the API server")
	root := flag.String("root", "", "directory under which volumes are made")
	node := flag.String("node", "", "name of the node that has them")
	name := flag.String("provisioner", "slipway.test/volumes", "what storage classes call this program")
	flag.Parse()
	if err := run(*kubeconfig, *name, volumes{root: *root, node: *node}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(kubeconfig, name string, volumes volumes) error {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return err
	}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	ctx := context.Background()
	controller.NewProvisionController(ctx, client, name, volumes, controller.LeaderElection(false)).Run(ctx)
	return errors.New("the controller ended")
}

type volumes struct {
	root string
	node string
}

// Provision makes the directory and the volume object that names it.
func (v volumes) Provision(_ context.Context, options controller.ProvisionOptions) (*core.PersistentVolume, controller.ProvisioningState, error) {
	if options.PVC.Spec.Selector != nil {
		return nil, controller.ProvisioningFinished, errors.New("a claim with a selector is not supported")
	}
	size := options.PVC.Spec.Resources.Requests[core.ResourceStorage]
	path := filepath.Join(v.root, options.PVName)
	if err := v.make(path, options.StorageClass.Parameters["backing"], size.Value()); err != nil {
		return nil, controller.ProvisioningFinished, err
	}
	return &core.PersistentVolume{
		ObjectMeta: meta.ObjectMeta{Name: options.PVName},
		Spec: core.PersistentVolumeSpec{
			AccessModes:                   options.PVC.Spec.AccessModes,
			Capacity:                      core.ResourceList{core.ResourceStorage: size},
			NodeAffinity:                  v.here(),
			PersistentVolumeReclaimPolicy: *options.StorageClass.ReclaimPolicy,
			VolumeMode:                    options.PVC.Spec.VolumeMode,
			// A local volume, not a hostPath: the kubelet gives it the pod's fsGroup as it would a disk.
			PersistentVolumeSource: core.PersistentVolumeSource{Local: &core.LocalVolumeSource{Path: path}},
		},
	}, controller.ProvisioningFinished, nil
}

// Delete removes what Provision made; what is gone already is no error.
func (v volumes) Delete(_ context.Context, volume *core.PersistentVolume) error {
	path := filepath.Join(v.root, volume.Name)
	if err := syscall.Unmount(path, 0); err != nil && err != syscall.EINVAL && err != syscall.ENOENT {
		return fmt.Errorf("unmount %s: %w", path, err)
	}
	return os.RemoveAll(path)
}

func (v volumes) make(path, backing string, size int64) error {
	if err := os.MkdirAll(path, 0o755); err != nil {
		return err
	}
	if backing != "memory" {
		return nil
	}
	return syscall.Mount("tmpfs", path, "tmpfs", 0, fmt.Sprintf("size=%d,mode=0755", size))
}

func (v volumes) here() *core.VolumeNodeAffinity {
	return &core.VolumeNodeAffinity{Required: &core.NodeSelector{NodeSelectorTerms: []core.NodeSelectorTerm{{
		MatchExpressions: []core.NodeSelectorRequirement{{
			Key: core.LabelHostname, Operator: core.NodeSelectorOpIn, Values: []string{v.node},
		}},
	}}}}
}
