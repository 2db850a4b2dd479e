using System.Buffers;
using System.IO.Compression;

namespace NotionSync.Notion;

/// <summary>JSON compressed for as long as it waits in memory: to about a tenth, in less time than a call takes to start.</summary>
internal static class Packed
{
    private const int HeaderSize = sizeof(int);
    private const int Quality = 1;
    private const int Window = 20;

    public static byte[] Pack(ReadOnlySpan<byte> json)
    {
        var room = ArrayPool<byte>.Shared.Rent(HeaderSize + BrotliEncoder.GetMaxCompressedLength(json.Length));

        try
        {
            BitConverter.TryWriteBytes(room, json.Length);
            return BrotliEncoder.TryCompress(json, room.AsSpan(HeaderSize), out var length, Quality, Window)
                ? room.AsSpan(0, HeaderSize + length).ToArray()
                : throw new InvalidOperationException("The answer could not be compressed.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(room);
        }
    }

    /// <summary>How long the JSON is.</summary>
    public static int LengthOf(ReadOnlySpan<byte> packed) => BitConverter.ToInt32(packed);

    /// <exception cref="InvalidDataException">This is not what <see cref="Pack"/> gave.</exception>
    public static byte[] Unpack(ReadOnlySpan<byte> packed)
    {
        var json = GC.AllocateUninitializedArray<byte>(LengthOf(packed));

        return BrotliDecoder.TryDecompress(packed[HeaderSize..], json, out var length) && length == json.Length
            ? json
            : throw new InvalidDataException("A kept answer is garbled.");
    }
}
