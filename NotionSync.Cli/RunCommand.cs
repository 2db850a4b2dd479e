using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace NotionSync.Cli;

/// <summary>The command line of <c>./run</c>.</summary>
internal static class RunCommand
{
    /// <summary>Where <c>./run</c> puts the value of <c>--token</c>: other users of a machine can read a process's arguments.</summary>
    public const string TokenVariable = "NOTIONSYNC_TOKEN";

    private const int DefaultPort = 7071;

    private static readonly Option<string?> World = new("--world")
    {
        HelpName = "FILE_OR_FOLDER",
        Description = "What the Notion emulator serves, instead of its sample workspace: a JSON file, or a folder of them",
        Validators = { RequireExisting },
    };

    private static readonly Option<string?> Token = new("--token")
    {
        HelpName = "TOKEN",
        Description = "Import from the real Notion with this integration token; '-' asks for it, or reads it from the standard input",
    };

    private static readonly Option<string[]> Pages = new("--page")
    {
        HelpName = "URL_OR_ID",
        Description = "Import these pages, databases or data sources with all below them, instead of everything that is shared",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<string?> Out = new("--out")
    {
        HelpName = "FOLDER",
        Description = "Also write the documents there, as Markdown and files",
    };

    private static readonly Option<int> Port = new("--port")
    {
        HelpName = "N",
        Description = "Port of the NotionSync API; 0 takes any free one",
        DefaultValueFactory = (_) => DefaultPort,
        Validators = { RequirePort },
    };

    private static readonly Option<bool> Exit = new("--exit")
    {
        Description = "Stop after the import instead of serving on; the exit code says whether it was complete",
    };

    public static Task<int> InvokeAsync(string[] arguments)
    {
        var command = new Command("./run", "Starts storage, a Notion emulator and NotionSync on this machine, imports, and shows the documents.")
        {
            World,
            Token,
            Pages,
            Out,
            Port,
            Exit,
            new HelpOption(),
        };

        command.Validators.Add(RefuseWorldWithToken);
        command.SetAction(RunAsync);

        var parsed = command.Parse(arguments);

        if (parsed.Action is ParseErrorAction errors)
        {
            errors.ShowHelp = false;
        }

        // Ctrl-C is handled below: the programs that the run starts must end in their order, however long that takes.
        return parsed.InvokeAsync(new() { ProcessTerminationTimeout = null }, CancellationToken.None);
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var console = Terminal.Create();
        using var interruption = Interruption.Listen();

        try
        {
            var options = Read(parsed, await TokenReader.ReadAsync(parsed.GetValue(Token), console, interruption.Token));
            return await new Run(Checkout.Find(), options, console, TimeProvider.System).ExecuteAsync(interruption.Token);
        }
        catch (RunFailedException exception)
        {
            Terminal.WriteError(exception.Message);
            return 1;
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            Terminal.WriteError("Stopped before the import was done.");
            return 1;
        }
    }

    private static RunOptions Read(ParseResult parsed, string? token) => new(
        FullPath(parsed.GetValue(World)),
        token,
        parsed.GetValue(Pages) ?? [],
        FullPath(parsed.GetValue(Out)),
        parsed.GetValue(Port),
        parsed.GetValue(Exit));

    private static string? FullPath(string? path) => path is null ? null : Path.GetFullPath(path);

    private static void RequireExisting(OptionResult result)
    {
        if (result.GetValueOrDefault<string?>() is { } path && !Path.Exists(path))
        {
            result.AddError($"--world: there is no file or folder {Path.GetFullPath(path)}.");
        }
    }

    private static void RequirePort(OptionResult result)
    {
        if (result.GetValueOrDefault<int>() is < 0 or > ushort.MaxValue)
        {
            result.AddError("--port: a port is a number from 0 to 65535.");
        }
    }

    private static void RefuseWorldWithToken(CommandResult result)
    {
        if (result.GetResult(World) is not null && TokenReader.IsGiven(result.GetValue(Token)))
        {
            result.AddError("--world and --token exclude each other: a world is for the emulator, a token for the real Notion.");
        }
    }
}
