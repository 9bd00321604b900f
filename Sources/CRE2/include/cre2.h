// A C face for RE2, as small as the engine needs it. RE2 objects are immutable and may be matched from many threads.
#ifndef CRE2_H
#define CRE2_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

typedef struct cre2_regex cre2_regex;
typedef struct cre2_set cre2_set;

/// One capture: byte offsets into the text; start is -1 when the group did not take part.
typedef struct { int64_t start, end; } cre2_span;

/// Compiles `pattern` (UTF-8, `length` bytes) with at most `max_memory` bytes for program and automata.
/// Returns NULL on a bad pattern and writes a message of at most `error_capacity - 1` bytes to `error`.
cre2_regex *cre2_compile(const char *pattern, size_t length, int64_t max_memory, char *error, size_t error_capacity);
void cre2_free(cre2_regex *regex);
/// Unanchored search in `text`. Fills up to `span_count` spans (0 is the whole match). False when nothing matches.
bool cre2_search(const cre2_regex *regex, const char *text, size_t length, size_t start, cre2_span *spans, int span_count);
int cre2_group_count(const cre2_regex *regex);
/// The index of the group called `name`, or -1.
int cre2_group_index(const cre2_regex *regex, const char *name, size_t length);

cre2_set *cre2_set_new(int64_t max_memory);
void cre2_set_free(cre2_set *set);
/// Adds a pattern; returns its index, or -1 with a message.
int cre2_set_add(cre2_set *set, const char *pattern, size_t length, char *error, size_t error_capacity);
bool cre2_set_compile(cre2_set *set);
/// Writes the indices of the patterns that match, ascending, to `indices`; returns how many there are, -1 when the
/// automaton ran out of memory (then match the patterns one by one).
int cre2_set_match(const cre2_set *set, const char *text, size_t length, int *indices, int capacity);

#ifdef __cplusplus
}
#endif
#endif
