namespace NotionSync.Files;

/// <summary>Ends a try when nothing happens for a time; every step starts that time anew.</summary>
internal sealed class SilenceLimit : IDisposable
{
    private readonly TimeSpan _time;
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _registration;

    public SilenceLimit(TimeSpan time, TimeProvider provider, CancellationToken cancellationToken)
    {
        _time = time;
        _source = new(time, provider);
        _registration = cancellationToken.Register(_source.Cancel);
    }

    public CancellationToken Restart()
    {
        _source.CancelAfter(_time);
        return _source.Token;
    }

    public void Dispose()
    {
        _registration.Dispose();
        _source.Dispose();
    }
}
