/* In-memory store. */
#ifndef STORE_H
#define STORE_H

#include <stdio.h>
#include "clock.h"

#define LIMIT 10
#define USE_LOCKS
#define MAX(a, b) \
  ((a) > (b) ? (a) : (b))

typedef unsigned long size_type;
typedef int (*visit_fn)(struct item *item, void *data);
typedef enum { LOW, HIGH = 3 } level;

struct item {
  char *name;
  int sizes[4];
  size_type count, spare;
  int (*compare)(const void *, const void *);
  struct item *next;
};

typedef struct store {
  struct item *head;
  union {
    int number;
    float ratio;
  } value;
} store_t;

enum color { RED, GREEN };

union bits {
  unsigned whole;
  unsigned char parts[4];
};

extern int debug;
static const char greeting[] = "Grüße, 世界";
static store_t *current, other = { 0 };
visit_fn hook = NULL;

/* Opens a store. */
store_t *store_open(const char *path);
static void helper(void);
int store_each(store_t *s, visit_fn fn, void *data);

#ifdef USE_LOCKS
static int lock_all(void)
{
  return 0;
}
#else
int lock_none(void);
#endif

static inline int compare(const void *left, const void *right)
{
  const struct item *a = left;
  const struct item *b = right;
  int local = MAX(a->count, b->count);
  return a->compare ? a->compare(b, a) : local;
}

store_t *store_open(const char *path)
{
  store_t *s = malloc(sizeof(store_t));
  FILE *f = fopen(path, "r");
  if(!f)
    goto fail;
  for(struct item *i = s->head; i; i = i->next) {
    (*hook)(i, NULL);
    printf("%s\n", i->name);
  }
fail:
  helper();
  return (store_t *)s;
}

const char **names(enum color c) {
  return c == RED ? NULL : list_names(c);
}

#endif
