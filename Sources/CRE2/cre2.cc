#include "cre2.h"
#include <re2/re2.h>
#include <re2/set.h>
#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

namespace {
RE2::Options make_options(int64_t max_memory) {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(max_memory);
  return options;
}
void write_error(const std::string &text, char *error, size_t capacity) {
  if (capacity == 0) return;
  size_t n = std::min(text.size(), capacity - 1);
  std::memcpy(error, text.data(), n);
  error[n] = 0;
}
}  // namespace

struct cre2_regex { RE2 re; cre2_regex(re2::StringPiece p, const RE2::Options &o) : re(p, o) {} };
struct cre2_set { RE2::Set set; explicit cre2_set(const RE2::Options &o) : set(o, RE2::UNANCHORED) {} };

extern "C" {

cre2_regex *cre2_compile(const char *pattern, size_t length, int64_t max_memory, char *error, size_t error_capacity) {
  auto *regex = new cre2_regex(re2::StringPiece(pattern, length), make_options(max_memory));
  if (!regex->re.ok()) {
    write_error(regex->re.error(), error, error_capacity);
    delete regex;
    return nullptr;
  }
  return regex;
}

void cre2_free(cre2_regex *regex) { delete regex; }

bool cre2_search(const cre2_regex *regex, const char *text, size_t length, size_t start, cre2_span *spans, int span_count) {
  static const int kInline = 16;
  re2::StringPiece buffer[kInline];
  std::vector<re2::StringPiece> many;
  re2::StringPiece *pieces = buffer;
  int wanted = std::min(span_count, 1 + regex->re.NumberOfCapturingGroups());
  if (wanted > kInline) { many.resize(wanted); pieces = many.data(); }
  if (!regex->re.Match(re2::StringPiece(text, length), start, length, RE2::UNANCHORED, pieces, wanted)) return false;
  for (int i = 0; i < span_count; i++) {
    if (i < wanted && pieces[i].data() != nullptr) {
      spans[i].start = pieces[i].data() - text;
      spans[i].end = spans[i].start + static_cast<int64_t>(pieces[i].size());
    } else {
      spans[i].start = spans[i].end = -1;
    }
  }
  return true;
}

int cre2_group_count(const cre2_regex *regex) { return regex->re.NumberOfCapturingGroups(); }

int cre2_group_index(const cre2_regex *regex, const char *name, size_t length) {
  const auto &groups = regex->re.NamedCapturingGroups();
  auto found = groups.find(std::string(name, length));
  return found == groups.end() ? -1 : found->second;
}

cre2_set *cre2_set_new(int64_t max_memory) { return new cre2_set(make_options(max_memory)); }
void cre2_set_free(cre2_set *set) { delete set; }

int cre2_set_add(cre2_set *set, const char *pattern, size_t length, char *error, size_t error_capacity) {
  std::string message;
  int index = set->set.Add(re2::StringPiece(pattern, length), &message);
  if (index < 0) write_error(message, error, error_capacity);
  return index;
}

bool cre2_set_compile(cre2_set *set) { return set->set.Compile(); }

int cre2_set_match(const cre2_set *set, const char *text, size_t length, int *indices, int capacity) {
  std::vector<int> found;
  RE2::Set::ErrorInfo info;
  if (!set->set.Match(re2::StringPiece(text, length), &found, &info)) {
    return info.kind == RE2::Set::kNoError ? 0 : -1;
  }
  std::sort(found.begin(), found.end());
  for (int i = 0; i < static_cast<int>(found.size()) && i < capacity; i++) indices[i] = found[i];
  return static_cast<int>(found.size());
}
}
