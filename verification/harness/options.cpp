// See options.h.
#include "options.h"

#include "failure.h"

Options parse(int argc, char **argv) {
  const std::string trace = "+trace=";
  Options options;
  for (int i = 1; i < argc; i++) {
    std::string arg = argv[i];
    auto value = [&]() -> std::string {
      if (i + 1 >= argc) fail(arg + " needs a value");
      return argv[++i];
    };
    if (arg.compare(0, trace.size(), trace) == 0) options.trace = arg.substr(trace.size());
    if (arg[0] == '+') continue;
    if (arg == "--images") options.images = std::stol(value());
    else if (arg == "--results") options.results = value();
    else if (arg == "--limit-factor") options.limit_factor = std::stod(value());
    else if (arg == "--limit-cycles") options.limit_cycles = std::stoull(value());
    else if (arg == "--ignore-cycles") options.ignore_cycles = true;
    else if (arg == "--expect-none") options.expect_none = true;
    else if (arg == "--verify") options.verify = true;
    else if (arg == "--waves") options.waves.file = value();
    else if (arg == "--waves-run") options.waves.run = std::stol(value());
    else if (arg == "--waves-from") options.waves.from = std::stoull(value());
    else if (arg == "--waves-to") options.waves.to = std::stoull(value());
    else if (options.folder.empty()) options.folder = arg;
    else fail("unknown argument " + arg);
  }
  if (options.folder.empty()) fail("which design folder?");
  return options;
}
