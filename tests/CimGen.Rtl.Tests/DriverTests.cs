namespace CimGen.Rtl.Tests;

/// <summary>The C driver against a machine in memory.</summary>
public sealed class DriverTests
{
    private const string Test = "driver_test.c mock_machine.c cim.c";

    /// <summary>What the driver may be compiled as.</summary>
    [Theory]
    [InlineData("gcc", "cim.c", "-std=c99 -ffreestanding")]
    [InlineData("gcc", "cim.c", "-std=c99 -O2")]
    [InlineData("gcc", "cim.c", "-std=c17 -O2 -Wshadow -Wstrict-prototypes")]
    [InlineData("g++", "cim.c", "-std=c++98 -Wno-long-long -Wno-variadic-macros")]
    [InlineData("g++", "cim.c", "-std=c++11 -O2")]
    [InlineData("gcc", "cim_lines.c", "-std=c99 -O2")]
    [InlineData("g++", "cim_lines.c", "-std=c++11 -O2")]
    [InlineData("gcc", "cim_folder.c", "-std=c99 -O2")]
    [InlineData("g++", "cim_folder.c", "-std=c++11 -O2")]
    public void TheSourcesCompileWithoutAWarning(string compiler, string source, string options)
    {
        using var program = new DriverProgram();
        program.Compile(compiler, $"{options} -Wall -Wextra -Wpedantic -Wconversion -Wcast-qual -Wcast-align -Werror -c {source}");
    }

    /// <summary>
    /// Compilers make calls of memset and memcpy from loops and copies, of a freestanding program, too. What a processor lacks, such as division on
    /// a Cortex-M0, comes from the compiler's own library. Cross compilers are not needed: each is tried where it is installed.
    /// </summary>
    [Theory]
    [InlineData("gcc", "nm", "-ffreestanding")]
    [InlineData("arm-none-eabi-gcc", "arm-none-eabi-nm", "-ffreestanding -mcpu=cortex-m0 -mthumb")]
    [InlineData("arm-none-eabi-gcc", "arm-none-eabi-nm", "-ffreestanding -mcpu=cortex-m4 -mthumb")]
    [InlineData("riscv64-unknown-elf-gcc", "riscv64-unknown-elf-nm", "-ffreestanding -march=rv32imac -mabi=ilp32")]
    [InlineData("riscv64-unknown-elf-gcc", "riscv64-unknown-elf-nm", "-ffreestanding -march=rv64imac -mabi=lp64")]
    public void TheDriverCallsNothingOfACLibrary(string compiler, string names, string options)
    {
        if (compiler != "gcc" && !Programs.Exists(compiler))
        {
            return;
        }

        using var program = new DriverProgram();
        foreach (var level in new[] { "-O0", "-O1", "-O2", "-O3", "-Os" })
        {
            program.Compile(compiler, $"{DriverProgram.Strict} {options} {level} -c cim.c");
            var called = Programs.Require(program.Root, names, "-u", "-P", "cim.o").Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.All(called, name => Assert.StartsWith("__", name, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void TheExampleInTheDocumentationCompiles()
    {
        var page = File.ReadAllText(Repository.File("docs/integration.md"));
        using var program = new DriverProgram();
        File.WriteAllText(Path.Combine(program.Root, "example.c"), page.Split("```c\n")[1].Split("```")[0]);
        program.Compile("gcc", $"{DriverProgram.Strict} -O2 example.c cim.c cim_folder.c cim_lines.c");
    }

    [Fact]
    public void TheDriverNeedsOnlyHeadersOfAFreestandingCompiler()
    {
        var headers = new[] { "cim.h", "cim.c" }
            .SelectMany(f => File.ReadAllLines(Repository.File($"templates/sw/{f}")))
            .Where(l => l.StartsWith("#include", StringComparison.Ordinal))
            .Select(l => l.Split(' ')[1]).Distinct();
        Assert.Equal(["\"cim.h\"", "\"cim_regs.h\"", "<stdbool.h>", "<stddef.h>", "<stdint.h>"], headers.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void EveryFunctionDoesWhatItSays()
    {
        using var program = new DriverProgram();
        program.Compile("gcc", $"{DriverProgram.Sanitized} {Test}");
        Assert.Equal("passed", program.Run());
    }

    /// <summary>Faults that the test has to see.</summary>
    [Theory]
    [InlineData("if (id != CIM_ID)", "if (id == 0)")]
    [InlineData("if (version != CIM_VERSION)", "if (version < CIM_VERSION)")]
    [InlineData("design != CIM_ANY_DESIGN && machine->design != design", "machine->design != design")]
    [InlineData("machine->rows = crossbar >> HALF_BITS;", "machine->rows = crossbar & 0xffffu;")]
    [InlineData("count <= size - first", "first + count <= size")]
    [InlineData("core < machine->cores && within(first, count, machine->rows", "core <= machine->cores && within(first, count, machine->rows")]
    [InlineData("core < machine->cores && within(first, count, machine->program_bytes / WORD)", "core < machine->cores && within(first, count, machine->program_stride / WORD)")]
    [InlineData("core * machine->weights_stride + first * WORD", "core * machine->weights_stride + first")]
    [InlineData("machine->weights_base + core", "CIM_WEIGHTS_BASE + core")]
    [InlineData("machine->memory_base + address", "CIM_MEMORY_BASE + address")]
    [InlineData("if (count == 0) return CIM_OK;\n  return machine->bus.write", "return machine->bus.write")]
    [InlineData("if (count == 0) return CIM_OK;\n  return machine->bus.read", "return machine->bus.read")]
    [InlineData("if (held[i] != words[at + i]) return", "if (held[i] != words[i]) return")]
    [InlineData("read_words(machine, address + at * WORD, held, piece)", "read_words(machine, address, held, piece)")]
    [InlineData("if (held[i] != bytes[at + i]) return", "if (held[i] != bytes[at + i] && at == 0) return")]
    [InlineData("b->skip != 0 || (last == 0 && end != 0)", "b->skip != 0")]
    [InlineData("last != 0 && end != 0 && read_words", "end == 1 && read_words")]
    [InlineData("b.bytes = count < BURST * WORD - b.skip ? count : BURST * WORD - b.skip;", "b.bytes = count < BURST * WORD ? count : BURST * WORD;")]
    [InlineData("(b.skip + b.bytes + WORD - 1) / WORD", "(b.bytes + WORD - 1) / WORD")]
    [InlineData("return position % WORD * OCTET_BITS;", "return (WORD - 1 - position % WORD) * OCTET_BITS;")]
    [InlineData("map->pixel_pitch < map->channels", "map->pixel_pitch == 0")]
    [InlineData("(uint64_t)(map->width - 1)", "(map->width - 1)")]
    [InlineData("(uint64_t)(map->height - 1)", "(map->height - 1)")]
    [InlineData("row <= map->row_pitch &&", "")]
    [InlineData("map->width > 1 && map->pixel_pitch != map->channels", "false")]
    [InlineData("map->row_pitch == row ? row * map->height : row", "row * map->height")]
    [InlineData("map->row_pitch == row ? row * map->height : row", "row")]
    [InlineData("pixel / map->width * map->row_pitch", "pixel / map->height * map->row_pitch")]
    [InlineData("(status & CIM_STATUS_DONE) != 0", "(status & CIM_STATUS_RUNNING) == 0")]
    [InlineData("if (status & CIM_STATUS_FAULT) return CIM_ERROR_FAULT;", "")]
    [InlineData("status & (CIM_STATUS_RUNNING | CIM_STATUS_DONE) ? CIM_OK : CIM_ERROR_STOPPED", "CIM_OK")]
    [InlineData("CIM_REG_CONTROL, CIM_CONTROL_ABORT", "CIM_REG_CONTROL, CIM_CONTROL_ABORT | CIM_CONTROL_START")]
    [InlineData("status & CIM_STATUS_RUNNING ? CIM_ERROR_TIMEOUT : CIM_OK", "CIM_OK")]
    [InlineData("i == 0 || i == last ? words[i] : 0", "i == 0 ? words[i] : 0")]
    [InlineData("polls == 0 || poll < polls", "polls == 0 || poll <= polls")]
    [InlineData("if (idle != NULL && idle(context) != 0)", "if (idle != NULL && idle(context) == 2)")]
    [InlineData("high != before && read_register", "read_register")]
    [InlineData("high != before && read_register", "high < before && read_register")]
    [InlineData("(uint64_t)high << WORD_BITS", "(uint64_t)before << WORD_BITS")]
    [InlineData("volatile uint32_t *port = (volatile uint32_t *)context;\n  for (uint32_t i = 0; i < count; i++) words[i] = port[address / WORD + i];", "volatile uint32_t *port = (volatile uint32_t *)context;\n  for (uint32_t i = 0; i < count; i++) words[i] = port[address / WORD];")]
    public void FaultsAreSeen(string text, string fault)
    {
        using var program = new DriverProgram();
        program.Change("cim.c", text, fault);
        program.Compile("gcc", $"-std=c99 -fsanitize=undefined {Test}");
        Assert.NotEqual("passed", program.Run());
    }
}
