using Microsoft.Win32.SafeHandles;

namespace NotionSync.Files;

/// <summary>
/// A file that nobody else sees and nothing of which stays: where the system allows it, it loses its name as soon as
/// it is open, so that even a killed process leaves nothing behind; elsewhere the system deletes it on close.
/// </summary>
internal sealed class TemporaryFile : IAsyncDisposable
{
    private readonly FileStream _file;

    public TemporaryFile()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Delete,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
            BufferSize = 0,
        };

        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var path = Path.Combine(Path.GetTempPath(), $"notionsync-{Guid.NewGuid():N}.tmp");
        _file = new(path, options);

        if (!OperatingSystem.IsWindows())
        {
            File.Delete(path);
        }
    }

    public long Length => _file.Length;

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => _file.WriteAsync(bytes, cancellationToken);

    /// <summary>A reader with a position of its own; the file stays open without it.</summary>
    public Stream Open() => new Reader(_file.SafeFileHandle, _file.Length);

    public ValueTask DisposeAsync() => _file.DisposeAsync();

    private sealed class Reader(SafeFileHandle file, long length) : Stream
    {
        private long _position;

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position
        {
            get => _position;
            set => Seek(value, SeekOrigin.Begin);
        }

        public override int Read(Span<byte> buffer)
        {
            var count = RandomAccess.Read(file, buffer, _position);
            _position += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await RandomAccess.ReadAsync(file, buffer, _position, cancellationToken);
            _position += count;
            return count;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
            => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override long Seek(long offset, SeekOrigin origin)
        {
            var target = offset + origin switch
            {
                SeekOrigin.Begin => 0,
                SeekOrigin.Current => _position,
                _ => length,
            };

            ArgumentOutOfRangeException.ThrowIfNegative(target, nameof(offset));
            return _position = target;
        }

        public override void Flush()
        {
        }

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
