using CimGen.Core.Diagnostics;
using CimGen.Rtl.Boards;
using CimGen.Rtl.Templates;

namespace CimGen.Rtl;

/// <summary>Renders the Verilog file set and what comes with it from the templates.</summary>
public static class RtlGenerator
{
    public static Result<IReadOnlyList<OutputFile>> Run(TemplateEngine engine, RtlModel model)
    {
        var files = new List<OutputFile>();
        var bag = new DiagnosticBag();
        foreach (var module in model.Modules)
        {
            Render(module.Template, module.Path);
        }

        Render("sw/cim_regs.h.sbn", "sw/cim_regs.h");
        Render("sim/Makefile.sbn", "Makefile");
        Render("sim/cim_tb.v.sbn", "sim/cim_tb.v");
        var machine = string.Concat(model.Modules.Select(m => $"{m.Path}\n"));
        files.Add(new OutputFile("filelist.f", machine));
        Render("board/package_ip.tcl.sbn", "package_ip.tcl");
        RenderBoards();
        return Result.From<IReadOnlyList<OutputFile>>(files, bag);

        void RenderBoards()
        {
            foreach (var module in Board.SharedModules)
            {
                Render($"board/{module}.v.sbn", $"board/{module}.v");
            }

            var shared = string.Concat(Board.SharedModules.Select(m => $"board/{m}.v\n"));
            foreach (var board in Board.All)
            {
                Render($"board/{board.Top}.v.sbn", $"board/{board.Top}.v");
                Render($"board/{board.Name}.{board.Constraints}.sbn", $"board/{board.Name}.{board.Constraints}");
                files.Add(new OutputFile($"board/{board.Name}.f", $"{machine}{shared}board/{board.Top}.v\n"));
            }

            Render("sw/cim_uart.h.sbn", "sw/cim_uart.h");
            Render("sw/cim_uart.c.sbn", "sw/cim_uart.c");
        }

        void Render(string template, string path)
        {
            var text = engine.Render(template, model.Variables);
            bag.AddRange(text.Diagnostics);
            files.Add(new OutputFile(path, text.Value ?? string.Empty));
        }
    }
}
