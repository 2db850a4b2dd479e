using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace NotionSync.Emulator.Api;

/// <summary>
/// Opaque cursors. Each names the item at which the next page starts and the list it was made for; another list, a
/// changed or an expired one is refused.
/// </summary>
internal sealed class Cursors(TimeProvider clock, Func<int> lifetimeSeconds)
{
    private const int Size = 16 + 4 + 8 + 8;

    private static readonly byte[] Key = "cursors of the emulator"u8.ToArray();

    public string Make(string list, Guid next, int position)
    {
        var bytes = new byte[Size];
        next.TryWriteBytes(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), position);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(20), clock.GetUtcNow().ToUnixTimeMilliseconds());
        Seal(list, bytes.AsSpan(0, 28)).CopyTo(bytes.AsSpan(28));
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads a cursor of the given list.</summary>
    /// <exception cref="NotionException">It is not one of this emulator, of another list, or too old.</exception>
    public (Guid Next, int Position) Read(string list, string cursor)
    {
        var bytes = new byte[Size];

        if (cursor.Length != Base64Url.GetEncodedLength(Size)
            || !Base64Url.IsValid(cursor)
            || Base64Url.DecodeFromChars(cursor, bytes) != Size
            || !Seal(list, bytes.AsSpan(0, 28)).AsSpan().SequenceEqual(bytes.AsSpan(28)))
        {
            throw NotionException.InvalidCursor(cursor);
        }

        var madeAt = DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(20)));

        if (lifetimeSeconds() is > 0 and var seconds && clock.GetUtcNow() > madeAt.AddSeconds(seconds))
        {
            throw NotionException.InvalidCursor(cursor);
        }

        return (new Guid(bytes.AsSpan(0, 16)), BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(16)));
    }

    private static byte[] Seal(string list, ReadOnlySpan<byte> content)
    {
        byte[] sealedBytes = [.. content, .. Encoding.UTF8.GetBytes(list)];
        return HMACSHA256.HashData(Key, sealedBytes)[..8];
    }
}
