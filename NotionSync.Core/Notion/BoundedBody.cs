using System.Buffers;

namespace NotionSync.Notion;

/// <summary>Reads an answer's body into one array of its exact size, and gives up where it grows beyond a bound.</summary>
internal static class BoundedBody
{
    private const int FirstBufferSize = 64 * 1024;

    /// <exception cref="NotionException">The body is larger than <paramref name="maxBytes"/>.</exception>
    public static async Task<byte[]> ReadAsync(HttpContent content, int maxBytes, CancellationToken cancellationToken)
    {
        var announced = content.Headers.ContentLength;

        if (announced > maxBytes)
        {
            throw TooLarge(maxBytes);
        }

        await using var stream = await content.ReadAsStreamAsync(cancellationToken);

        if (announced is { } length)
        {
            var body = GC.AllocateUninitializedArray<byte>((int)length);
            await stream.ReadExactlyAsync(body, cancellationToken);
            return body;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(FirstBufferSize);

        try
        {
            var filled = 0;

            while (await stream.ReadAsync(buffer.AsMemory(filled), cancellationToken) is > 0 and var read)
            {
                filled += read;

                if (filled > maxBytes)
                {
                    throw TooLarge(maxBytes);
                }

                if (filled == buffer.Length)
                {
                    var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                    buffer.AsSpan().CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }
            }

            return buffer.AsSpan(0, filled).ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static NotionException TooLarge(int maxBytes)
        => new(NotionError.Malformed, $"Notion's answer is larger than {maxBytes} bytes.");
}
