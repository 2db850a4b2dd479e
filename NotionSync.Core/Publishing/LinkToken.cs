using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace NotionSync.Publishing;

public enum LinkTokenKind : byte
{
    /// <summary>What a contact is sent: lasts for days, good for one thing only, to be exchanged for a session.</summary>
    Link = 1,

    /// <summary>What a contact's browser or program shows with each request: lasts for an hour at most.</summary>
    Session = 2,
}

/// <summary>
/// What a token says: kind, link, end, and 16 random bytes, signed with HMAC-SHA256 over these and the tenant. A token of
/// another tenant or kind, a longer one, or one of which a bit was changed is none.
/// </summary>
public sealed record LinkToken(LinkTokenKind Kind, string LinkId, DateTimeOffset ExpiresAt)
{
    private const int IdLength = 16;
    private const int PayloadLength = 1 + IdLength + sizeof(long) + 16;
    private const int Length = PayloadLength + HMACSHA256.HashSizeInBytes;

    /// <summary>The characters of a token: base64url without padding.</summary>
    public const int TextLength = ((Length * 4) + 2) / 3;

    public string Sign(string tenantId, byte[] key)
    {
        var bytes = new byte[Length];
        bytes[0] = (byte)Kind;
        Convert.FromHexString(LinkId).CopyTo(bytes, 1);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(1 + IdLength), ExpiresAt.ToUnixTimeSeconds());
        RandomNumberGenerator.Fill(bytes.AsSpan(1 + IdLength + sizeof(long), 16));
        Signature(tenantId, key, bytes.AsSpan(0, PayloadLength)).CopyTo(bytes, PayloadLength);

        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Whether a text has the form of a token; asked before anything is read.</summary>
    public static bool HasForm(string? text)
        => text is { Length: TextLength } && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');

    /// <returns>What the token says, or <see langword="null"/>: it is not one of this tenant and kind.</returns>
    public static LinkToken? Read(string text, LinkTokenKind kind, string tenantId, byte[] key)
    {
        // The last character may hold bits that no byte has: then the same token would have other writings.
        if (!HasForm(text) || Base64Url.DecodeFromChars(text) is not { Length: Length } bytes || Base64Url.EncodeToString(bytes) != text)
        {
            return null;
        }

        return CryptographicOperations.FixedTimeEquals(Signature(tenantId, key, bytes.AsSpan(0, PayloadLength)), bytes.AsSpan(PayloadLength)) && bytes[0] == (byte)kind
            ? new(kind, Convert.ToHexStringLower(bytes.AsSpan(1, IdLength)), DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(1 + IdLength))))
            : null;
    }

    public static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private static byte[] Signature(string tenantId, byte[] key, ReadOnlySpan<byte> payload)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(payload);
        hmac.AppendData(Encoding.UTF8.GetBytes(tenantId));
        return hmac.GetHashAndReset();
    }
}
