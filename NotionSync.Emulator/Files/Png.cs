using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using NotionSync.Emulator.Worlds;

namespace NotionSync.Emulator.Files;

/// <summary>Small real PNG pictures: one plain colour that follows from a text.</summary>
internal static class Png
{
    private const int Size = 16;

    private static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(value => CrcEntry((uint)value))];

    public static byte[] Of(string text)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);

        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, Size);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), Size);
        header[8] = 8; // bits per channel
        header[9] = 2; // RGB
        WriteChunk(file, "IHDR"u8, header);

        WriteChunk(file, "IDAT"u8, Pixels(StableId.From(text).ToByteArray().AsSpan(0, 3)));
        WriteChunk(file, "tEXt"u8, Encoding.Latin1.GetBytes($"Title\0{text}"));
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static byte[] Pixels(ReadOnlySpan<byte> colour)
    {
        using var compressed = new MemoryStream();

        using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal))
        {
            for (var row = 0; row < Size; row++)
            {
                zlib.WriteByte(0); // no filter

                for (var column = 0; column < Size; column++)
                {
                    zlib.Write(colour);
                }
            }
        }

        return compressed.ToArray();
    }

    private static void WriteChunk(MemoryStream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(type);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(Crc(uint.MaxValue, type), data) ^ uint.MaxValue);
        file.Write(number);
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            crc = CrcTable[(crc ^ value) & 0xFF] ^ (crc >> 8);
        }

        return crc;
    }

    private static uint CrcEntry(uint value)
    {
        for (var bit = 0; bit < 8; bit++)
        {
            value = (value & 1) == 1 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
        }

        return value;
    }
}
