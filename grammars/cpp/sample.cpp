/** In-memory store. */
#pragma once
#include <map>
#include "clock.hpp"

#define LIMIT 10
#define CHECK(x) \
  do { verify(x); } while (0)

namespace shop::stock {

using std::string;
using Names = std::map<int, string>;
typedef unsigned long size_type;

constexpr int kMax = 3;
static const char *greeting = "Grüße, 世界";
extern int counter;

template <typename T>
concept Named = requires(T t) { t.name(); };

enum class Level : int { Low, High };

struct Point {
  int x = 0, y;
  Point operator+(const Point &other) const;
};

/// Base of every store.
template <typename K, typename V = int>
class Store : public Base<K>, private detail::Lock, Printable {
public:
  explicit Store(Clock &clock) : clock_(clock), Base<K>(clock) {}
  Store(const Store &) = delete;
  virtual ~Store();

  virtual V get(const K &key) const = 0;
  V *find(const K &key);
  static Store &instance();
  bool empty() const noexcept { return items_.empty(); }
  auto begin() -> typename std::map<K, V>::iterator { return items_.begin(); }
  V &operator[](const K &key) { return items_[key]; }

  class Listener {
  public:
    virtual void changed(Level level) = 0;
  };

protected:
  std::map<K, V> items_;
  Clock *clock_;
  friend class Tester;

private:
  template <class F>
  void each(F f) {
    for (auto &item : items_) f(item.first);
  }
};

template <typename T>
T clamp(T value, T low) {
  return std::max<T>(value, low);
}

int total(const Names &names, int *sizes);

}  // namespace shop::stock

extern "C" {
void store_close(void *handle);
}

namespace {
int hidden() { return 1; }
}

shop::stock::Point shop::stock::Point::operator+(const Point &other) const {
  return Point{x + other.x, y};
}

template <typename K, typename V>
Store<K, V>::~Store() {
  CHECK(items_.size());
}

const char *Reader::name(int index) const {
  std::string local(text_, 3);
  auto find = [this](int i) -> int { return hidden() + i; };
  auto point = new shop::stock::Point();
  std::unique_ptr<Level> level = std::make_unique<Level>(Level::Low);
  this->print(find(index));
  return static_cast<Reader *>(other)->name(1);
}

std::vector<int> &Reader::values() { return values_; }
