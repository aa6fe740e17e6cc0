// In-memory store.
using System;
using System.Collections.Generic;
using static System.Math;
using Names = System.Collections.Generic.Dictionary<int, string>;

[assembly: CLSCompliant(false)]

namespace Shop.Stock
{
    /// <summary>How full a shelf is. Größe: 世界.</summary>
    public enum Level : byte { Low, High }

    public delegate void Changed<T>(object sender, T key);

    public interface IStore<K, V> : IEnumerable<K>, IDisposable where K : notnull
    {
        int Count { get; }
        V Get(K key);
    }

    [Serializable]
    public readonly record struct Point(int X, int Y);

    public record Item(string Name) : Base<string>(Name), IComparable<Item>
    {
        public int CompareTo(Item other) => string.Compare(Name, other?.Name);
    }

    public struct Range
    {
        public int Start, End;
        public static Range operator +(Range a, Range b) => new Range { Start = a.Start };
        public static implicit operator int(Range r) => r.End;
    }

    [Obsolete("alt"), Table(Name = "stores")]
    public abstract partial class MemoryStore<K, V> : Stock.Base<K>, IStore<K, V> where K : notnull
    {
        private const int Limit = 10;
        private readonly Dictionary<K, V> items = new(), spare;
        public event Changed<K> OnChanged;
        public event EventHandler Closed { add { } remove { } }

        static MemoryStore() { }

        protected MemoryStore(Clock clock) : base(clock)
        {
            items = new Dictionary<K, V>();
        }

        ~MemoryStore() => Dispose();

        public string Name { get; init; } = $"größer {Limit}";
        public V this[K key] => items[key];

        [Traced]
        public virtual async Task<List<V>> LoadAsync<T>(IEnumerable<T> source, K[] keys)
        {
            int Twice(int x) => x * 2;
            await foreach (var entry in source.Where(e => e is string { Length: > 3 } s && Check(s)))
            {
                this.OnChanged?.Invoke(this, keys[Twice(0)]);
                Console.WriteLine(nameof(entry), typeof(Clock), (Level)1);
            }
            var list = new Stock.Collections.Bag<V>();
            return list.Cast<V>().ToList() ?? throw new InvalidOperationException("ungültig");
        }

        private class Entry<T>
        {
            internal T Value { get; set; }
        }
    }
}
