// Command line of the harness; harness.cpp shows it.
#pragma once

#include <cstdint>
#include <string>

// Cycles `from` to `to` of a run, as waves in a file; no file: none.
struct WaveWindow {
  std::string file;
  long run = 0;
  uint64_t from = 0, to = UINT64_MAX;
};

struct Options {
  std::string folder, results, trace;
  long images = -1;  // all
  double limit_factor = 2.0;
  uint64_t limit_cycles = 10000;
  bool ignore_cycles = false, expect_none = false, verify = false;
  WaveWindow waves;
};

Options parse(int argc, char **argv);
