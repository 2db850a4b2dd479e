using System.Collections.Concurrent;
using NotionSync.Emulator.Api;
using NotionSync.Emulator.Control;
using NotionSync.Emulator.Files;
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
        _world = WorldLoader.Load(options, Clock.GetUtcNow());
    }

    public EmulatorClock Clock { get; }

    public EmulatorSettings Settings { get; set; }

    public ConcurrentDictionary<string, bool> Tokens { get; }

    public Cursors Cursors { get; }

    public RequestWindows Windows { get; }

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
        => new(context, new FileLinks($"{context.Request.Scheme}://{context.Request.Host}", Clock.GetUtcNow(), Settings.FileUrlSeconds));

    public void Dispose() => _world.Dispose();
}
