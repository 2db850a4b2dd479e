using System.Collections.Concurrent;
using NotionSync.Emulator.Api;
using NotionSync.Emulator.Control;
using NotionSync.Emulator.Files;
using NotionSync.Emulator.Nango;
using NotionSync.Emulator.OAuth;
using NotionSync.Emulator.Webhooks;
using NotionSync.Emulator.Worlds;

namespace NotionSync.Emulator;

/// <summary>All that the running emulator knows, shared by its endpoints.</summary>
internal sealed class EmulatorState : IDisposable
{
    private volatile World _world;
    private volatile FaultRule[] _faults = [];

    public EmulatorState(EmulatorOptions options, TimeProvider time)
    {
        Clock = new EmulatorClock(time);
        Settings = EmulatorSettings.From(options);
        Tokens = new(options.Tokens.Select(token => KeyValuePair.Create(token, true)));
        Cursors = new Cursors(Clock, () => Settings.CursorSeconds);
        Windows = new RequestWindows(Clock);
        OAuth = new OAuthState(options.OAuthClients, Clock);
        Webhooks = new WebhookSender(Clock);
        Nango = new NangoState(options, Clock);
        NangoWebhooks = new NangoWebhooks(this);
        NotionWebhooks = new NotionWebhooks(this);
        WorkspaceWindow = new RequestWindows(Clock);
        _world = WorldLoader.Load(options, Clock.GetUtcNow());

        if (options.NotionWebhookUrl is { } url)
        {
            NotionWebhooks.Subscribe(url, client: null, options.NotionWebhookToken, isVerified: true);
        }
    }

    public EmulatorClock Clock { get; }

    public EmulatorSettings Settings { get; set; }

    public ConcurrentDictionary<string, bool> Tokens { get; }

    public Cursors Cursors { get; }

    public RequestWindows Windows { get; }

    public OAuthState OAuth { get; }

    public NangoState Nango { get; }

    public NangoWebhooks NangoWebhooks { get; }

    public NotionWebhooks NotionWebhooks { get; }

    /// <summary>What is sent to the world outside, by Nango and by Notion.</summary>
    public WebhookSender Webhooks { get; }
    /// <summary>What all tokens may do together.</summary>
    public RequestWindows WorkspaceWindow { get; }

    public Statistics Statistics { get; } = new();

    /// <summary>The faults being played, in the order in which they were set.</summary>
    public FaultRule[] Faults
    {
        get => _faults;
        set => _faults = value;
    }

    public World World
    {
        get => _world;
        set => _world = value;
    }

    public Reply Reply(HttpContext context)
        => new(context, new FileLinks(BaseOf(context), Clock.GetUtcNow(), Settings.FileUrlSeconds));

    /// <summary>Where the caller reaches this emulator, without a slash at the end.</summary>
    public static string BaseOf(HttpContext context) => $"{context.Request.Scheme}://{context.Request.Host}";

    public void Dispose()
    {
        Webhooks.Dispose();
        Nango.Dispose();
        _world.Dispose();
    }
}
