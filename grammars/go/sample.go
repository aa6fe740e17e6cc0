// Package store keeps items in memory.
package store

import "fmt"

import (
	"context"
	_ "embed"
	. "math"
	yaml "gopkg.in/yaml.v3"
)

// Version of the package.
const Version = "1.0 – größer"

const (
	Low Level = iota
	Medium
	High
)

var ErrMissing, ErrClosed = fmt.Errorf("fehlt 世界"), context.Canceled

var (
	defaults = map[string]int{"small": 10}
	mu       sync.Mutex
)

type Level int

type ID = string

type Handler func(ctx context.Context, id ID) error

// Store is implemented by every backend.
type Store[K comparable, V any] interface {
	fmt.Stringer
	Reader
	Get(ctx context.Context, key K) (V, error)
	~int | ~string
}

type (
	Item struct {
		Name  string `json:"name"`
		Level Level
		tags  []string
	}

	Memory[K comparable, V any] struct {
		*Item
		sync.RWMutex
		items   map[K]V
		a, b    int
		onClose Handler
	}
)

// New makes a store.
func New[K comparable, V any](size int) *Memory[K, V] {
	m := &Memory[K, V]{items: make(map[K]V, size)}
	m.onClose = func(ctx context.Context, id ID) error {
		return yaml.Unmarshal(nil, &Item{Name: id})
	}
	const local = 3
	return m
}

// Get finds one item.
func (m *Memory[K, V]) Get(ctx context.Context, key K) (V, error) {
	m.Lock()
	defer m.Unlock()
	type pair struct{ left, right int }
	for i := range 3 {
		go notify[int](ctx, Max(float64(i), Pi))
	}
	var zero V
	if v, ok := m.items[key]; ok {
		return v, nil
	}
	return zero, ErrMissing
}

func (i Item) String() string { return fmt.Sprintf("%s/%d", i.Name, pair{1, 2}) }

func notify[T any](ctx context.Context, value float64) {
	switch v := any(value).(type) {
	case fmt.Stringer:
		fmt.Println(v.String())
	}
}
