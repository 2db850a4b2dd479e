namespace NotionSync.Emulator.Files;

/// <summary>The bytes of a file, readable from any position, the same at every read.</summary>
internal abstract class FileContent
{
    public abstract long Length { get; }

    /// <summary>Writes <paramref name="count"/> bytes from <paramref name="offset"/> on.</summary>
    public abstract Task CopyToAsync(Stream output, long offset, long count, CancellationToken cancellationToken);
}

internal sealed class BytesContent(byte[] bytes) : FileContent
{
    public override long Length => bytes.Length;

    public override async Task CopyToAsync(Stream output, long offset, long count, CancellationToken cancellationToken)
        => await output.WriteAsync(bytes.AsMemory((int)offset, (int)count), cancellationToken);
}

/// <summary>Filler of any length that is computed while it is sent: each byte depends on its position alone.</summary>
internal sealed class FillerContent(long length) : FileContent
{
    private const int BufferSize = 64 * 1024;

    public override long Length => length;

    public override async Task CopyToAsync(Stream output, long offset, long count, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferSize];

        while (count > 0)
        {
            var size = (int)Math.Min(count, BufferSize);

            for (var index = 0; index < size; index++)
            {
                buffer[index] = At(offset + index);
            }

            await output.WriteAsync(buffer.AsMemory(0, size), cancellationToken);
            offset += size;
            count -= size;
        }
    }

    // Lines of 64 characters, so that the filler is harmless text inside a PDF stream and does not compress to nothing.
    private static byte At(long position)
    {
        if (position % 64 == 63)
        {
            return (byte)'\n';
        }

        var mixed = (ulong)position * 0x9E3779B97F4A7C15UL;
        return (byte)('A' + (int)((mixed >> 40) % 26));
    }
}

/// <summary>Several contents one after the other.</summary>
internal sealed class JoinedContent(params FileContent[] parts) : FileContent
{
    public override long Length { get; } = parts.Sum(part => part.Length);

    public override async Task CopyToAsync(Stream output, long offset, long count, CancellationToken cancellationToken)
    {
        foreach (var part in parts)
        {
            if (count == 0)
            {
                return;
            }

            if (offset >= part.Length)
            {
                offset -= part.Length;
                continue;
            }

            var size = Math.Min(count, part.Length - offset);
            await part.CopyToAsync(output, offset, size, cancellationToken);
            count -= size;
            offset = 0;
        }
    }
}
