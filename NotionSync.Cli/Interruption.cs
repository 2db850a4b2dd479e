using System.Runtime.InteropServices;

namespace NotionSync.Cli;

/// <summary>Ctrl-C, SIGTERM and a closed terminal: the first asks the run to stop, a second one ends it at once.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;

    private Interruption()
        => _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnSignal),
        ];

    public CancellationToken Token => _stop.Token;

    public static Interruption Listen() => new();

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _stop.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        // Not cancelled the second time: then the signal does what it does by default, and eng/child ends the programs.
        context.Cancel = !_stop.IsCancellationRequested;
        _stop.Cancel();
    }
}
