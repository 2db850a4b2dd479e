namespace NotionSync.Emulator.Control;

/// <summary>
/// Lets only the first bytes of a body through. Clean: the answer says that shorter length and ends well, so that its
/// JSON is torn. Otherwise the full length was promised and the connection breaks.
/// </summary>
internal sealed class CutStream(HttpContext context, Stream inner, long limit, bool isClean) : Stream
{
    // Gives the transport time to send what was written before the connection is reset.
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(50);

    private long _sent;
    private bool _hasBegun;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_hasBegun && isClean && context.Response.ContentLength > limit)
        {
            context.Response.ContentLength = limit;
        }

        _hasBegun = true;
        var part = buffer[..(int)Math.Min(buffer.Length, limit - _sent)];
        await inner.WriteAsync(part, cancellationToken);
        _sent += part.Length;

        if (part.Length < buffer.Length && !isClean)
        {
            await inner.FlushAsync(cancellationToken);
            await Task.Delay(Grace, cancellationToken);
            context.Abort();
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
