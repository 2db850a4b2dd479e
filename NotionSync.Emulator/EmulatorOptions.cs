using System.Globalization;

namespace NotionSync.Emulator;

/// <summary>What the emulator starts with. Limits can be changed later through <c>PATCH /_emulator/settings</c>.</summary>
public sealed record EmulatorOptions
{
    /// <summary>The token that is accepted when no other is named.</summary>
    public const string SampleToken = "ntn_emulator_sample";

    /// <summary>The verification token of Notion's webhooks when no other is named.</summary>
    public const string SampleNotionWebhookToken = "secret_emulator_sample";

    /// <summary>Nango's API key when no other is named.</summary>
    public const string SampleNangoKey = "nango_emulator_sample";

    /// <summary>The key of Nango's webhooks when no other is named.</summary>
    public const string SampleNangoWebhookKey = "nango_emulator_webhooks";

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
          --workspace-requests-per-minute N
                                   requests of all tokens together (default 0 = no limit)
          --window-seconds N       length of those windows (default 60)
          --file-url-seconds N     how long a signed file URL works (default 3600)
          --cursor-seconds N       how long a cursor works (default 0: for ever)
          --row-limit N            rows that one query can reach (default 10000)
          --allow-writes N         1: pages, databases and comments may be written (default 0: 403)
          --notion-webhook-url URL where Notion's webhooks go (default: nowhere)
          --notion-webhook-token TOKEN
                                   signs them (default secret_emulator_sample)
          --oauth-client CLIENT    a public connection: ID,SECRET,REDIRECT[,REDIRECT]; may be repeated
          --nango-secret-key KEY   API key of the emulated Nango (default nango_emulator_sample)
          --nango-webhook-key KEY  signs its webhooks (default nango_emulator_webhooks)
          --nango-webhook-url URL  where they go (default: nowhere)
          --nango-requests-per-minute N
                                   calls of Nango's API per fixed minute (default 200; 0 = no limit)
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

    /// <summary>Requests that all tokens together may make within a window; 0 = no limit.</summary>
    public int WorkspaceRequestsPerMinute { get; init; }

    /// <summary>The length of the request windows in seconds.</summary>
    public int WindowSeconds { get; init; } = 60;

    /// <summary>Seconds until a signed file URL answers 403.</summary>
    public int FileUrlSeconds { get; init; } = 3600;

    /// <summary>Seconds until a cursor is refused; 0 = never.</summary>
    public int CursorSeconds { get; init; }

    /// <summary>Rows that one query or search can page through before it is cut off as incomplete.</summary>
    public int RowLimit { get; init; } = 10_000;

    /// <summary>Whether writes are done and not refused. All of them are logged.</summary>
    public bool AllowWrites { get; init; }

    /// <summary>A verified subscription of the integration whose token is accepted; null: none. More can be made through
    /// <c>POST /_emulator/subscriptions</c>.</summary>
    public Uri? NotionWebhookUrl { get; init; }

    /// <summary>The verification token of that subscription, which signs its events.</summary>
    public string NotionWebhookToken { get; init; } = SampleNotionWebhookToken;

    /// <summary>Public connections, each as <c>ID,SECRET,REDIRECT[,REDIRECT...]</c>. More can be registered through
    /// <c>PUT /_emulator/oauth/clients</c>.</summary>
    public IReadOnlyList<string> OAuthClients { get; init; } = [];

    /// <summary>The API key of the emulated Nango, which answers under <c>/nango</c>.</summary>
    public string NangoSecretKey { get; init; } = SampleNangoKey;

    /// <summary>What Nango's webhooks are signed with.</summary>
    public string NangoWebhookKey { get; init; } = SampleNangoWebhookKey;

    /// <summary>Where Nango's webhooks go; null: nowhere.</summary>
    public Uri? NangoWebhookUrl { get; init; }

    /// <summary>Calls of Nango's API within a fixed minute; 0 = no limit.</summary>
    public int NangoRequestsPerMinute { get; init; } = 200;

    internal bool HelpWanted { get; private init; }

    /// <summary>Reads the command line.</summary>
    /// <exception cref="FormatException">An option is unknown, lacks its value, or the value is no number.</exception>
    public static EmulatorOptions Parse(IReadOnlyList<string> args)
    {
        var options = new EmulatorOptions();
        var tokens = new List<string>();
        var generate = new List<string>();
        var clients = new List<string>();

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
                case "--oauth-client":
                    clients.Add(value);
                    break;
                default:
                    options = options.With(name, value);
                    break;
            }
        }

        return options with { Tokens = tokens is [] ? options.Tokens : tokens, Generate = generate, OAuthClients = clients };
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
        "--workspace-requests-per-minute" => this with { WorkspaceRequestsPerMinute = Number(name, value) },
        "--window-seconds" => this with { WindowSeconds = Number(name, value) },
        "--file-url-seconds" => this with { FileUrlSeconds = Number(name, value) },
        "--cursor-seconds" => this with { CursorSeconds = Number(name, value) },
        "--allow-writes" => this with { AllowWrites = Number(name, value) != 0 },
        "--row-limit" => this with { RowLimit = Number(name, value) },
        "--notion-webhook-url" => this with { NotionWebhookUrl = Url(name, value) },
        "--notion-webhook-token" => this with { NotionWebhookToken = value },
        "--nango-secret-key" => this with { NangoSecretKey = value },
        "--nango-webhook-key" => this with { NangoWebhookKey = value },
        "--nango-webhook-url" => this with { NangoWebhookUrl = Url(name, value) },
        "--nango-requests-per-minute" => this with { NangoRequestsPerMinute = Number(name, value) },
        _ => throw new FormatException($"Unknown option {name}.{Environment.NewLine}{Usage}"),
    };

    private static Uri Url(string name, string value)
        => Uri.TryCreate(value, UriKind.Absolute, out var url) ? url : throw new FormatException($"{name} takes a URL, not '{value}'.");

    private static int Number(string name, string value)
        => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException($"{name} takes a whole number, not '{value}'.");
}
