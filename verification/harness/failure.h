// How the harness ends when it cannot go on.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>

constexpr int kDifferent = 2, kFailed = 3;

[[noreturn]] inline void fail(const std::string &message) {
  std::fprintf(stderr, "harness: %s\n", message.c_str());
  std::exit(kFailed);
}
