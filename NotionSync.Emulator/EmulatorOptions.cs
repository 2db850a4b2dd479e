using System.Globalization;

namespace NotionSync.Emulator;

/// <summary>What the emulator starts with. Limits can be changed later through <c>PATCH /_emulator/settings</c>.</summary>
public sealed record EmulatorOptions
{
    /// <summary>The token that is accepted when no other is named.</summary>
    public const string SampleToken = "ntn_emulator_sample";

    /// <summary>The world's name for the built-in workspace.</summary>
    public const string SampleWorld = "sample";

    /// <summary>The world's name for a workspace without pages.</summary>
    public const string EmptyWorld = "empty";

    internal const string Usage = """
        A stand-in for the Notion API (version 2026-03-11, reading) on this machine.

          --urls URL               where to listen (default http://127.0.0.1:0: a free port)
          --world WORLD            sample (default), empty, or a JSON file or folder (see README.md)
          --generate SPEC          adds generated pages, for example pages=200,blocks=40; may be repeated
          --token TOKEN            accepted token; may be repeated (default ntn_emulator_sample)
          --requests-per-minute N  requests per token and window (default 180; 0 = no limit)
          --window-seconds N       length of that window (default 60)
          --file-url-seconds N     how long a signed file URL works (default 3600)
          --cursor-seconds N       how long a cursor works (default 0: for ever)
          --row-limit N            rows that one query can reach (default 10000)
        """;

    /// <summary>The address to listen on; port 0 takes a free one.</summary>
    public string Urls { get; init; } = "http://127.0.0.1:0";

    /// <summary><see cref="SampleWorld"/>, <see cref="EmptyWorld"/>, or the path of a world file or folder.
    /// Null: the sample, or an empty world when something is generated.</summary>
    public string? World { get; init; }

    /// <summary>Specifications of pages to generate, such as <c>pages=200,blocks=40</c>.</summary>
    public IReadOnlyList<string> Generate { get; init; } = [];

    /// <summary>The tokens that are accepted; all see the same workspace.</summary>
    public IReadOnlyList<string> Tokens { get; init; } = [SampleToken];

    /// <summary>Requests that a token may make within a window; 0 = no limit.</summary>
    public int RequestsPerMinute { get; init; } = 180;

    /// <summary>The length of the request window in seconds.</summary>
    public int WindowSeconds { get; init; } = 60;

    /// <summary>Seconds until a signed file URL answers 403.</summary>
    public int FileUrlSeconds { get; init; } = 3600;

    /// <summary>Seconds until a cursor is refused; 0 = never.</summary>
    public int CursorSeconds { get; init; }

    /// <summary>Rows that one query or search can page through before it is cut off as incomplete.</summary>
    public int RowLimit { get; init; } = 10_000;

    internal bool HelpWanted { get; private init; }

    /// <summary>Reads the command line.</summary>
    /// <exception cref="FormatException">An option is unknown, lacks its value, or the value is no number.</exception>
    public static EmulatorOptions Parse(IReadOnlyList<string> args)
    {
        var options = new EmulatorOptions();
        var tokens = new List<string>();
        var generate = new List<string>();

        for (var index = 0; index < args.Count; index++)
        {
            var (name, value) = Split(args[index]);

            if (name is "--help" or "-h")
            {
                return options with { HelpWanted = true };
            }

            value ??= ++index < args.Count ? args[index] : throw new FormatException($"{name} needs a value.");

            switch (name)
            {
                case "--token":
                    tokens.Add(value);
                    break;
                case "--generate":
                    generate.Add(value);
                    break;
                default:
                    options = options.With(name, value);
                    break;
            }
        }

        return options with { Tokens = tokens is [] ? options.Tokens : tokens, Generate = generate };
    }

    private static (string Name, string? Value) Split(string argument)
        => argument.IndexOf('=', StringComparison.Ordinal) is var equals and > 0
            ? (argument[..equals], argument[(equals + 1)..])
            : (argument, null);

    private EmulatorOptions With(string name, string value) => name switch
    {
        "--urls" => this with { Urls = value },
        "--world" => this with { World = value },
        "--requests-per-minute" => this with { RequestsPerMinute = Number(name, value) },
        "--window-seconds" => this with { WindowSeconds = Number(name, value) },
        "--file-url-seconds" => this with { FileUrlSeconds = Number(name, value) },
        "--cursor-seconds" => this with { CursorSeconds = Number(name, value) },
        "--row-limit" => this with { RowLimit = Number(name, value) },
        _ => throw new FormatException($"Unknown option {name}.{Environment.NewLine}{Usage}"),
    };

    private static int Number(string name, string value)
        => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException($"{name} takes a whole number, not '{value}'.");
}
