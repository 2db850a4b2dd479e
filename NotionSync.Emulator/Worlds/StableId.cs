using System.Security.Cryptography;
using System.Text;

namespace NotionSync.Emulator.Worlds;

/// <summary>Ids that are the same at every start, and the ways in which Notion's ids are written.</summary>
internal static class StableId
{
    /// <summary>The id that belongs to a text: a version 8 UUID of its SHA-256.</summary>
    public static Guid From(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }

    public static string Text(Guid id) => id.ToString("D");

    /// <summary>Reads an id with or without dashes.</summary>
    public static bool TryRead(string? text, out Guid id)
        => Guid.TryParseExact(text, "D", out id) || Guid.TryParseExact(text, "N", out id);
}
