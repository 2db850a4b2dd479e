using System.Security.Cryptography;
using System.Text;

namespace NotionSync.Connections.Incoming;

/// <summary>HMAC-SHA256 in hexadecimal digits over the body as it came, as Notion and Nango sign.</summary>
public static class WebhookSignature
{
    private const int HexLength = 2 * HMACSHA256.HashSizeInBytes;

    /// <param name="signature">The digits, of either case; anything else is no signature.</param>
    /// <param name="key">Without one nothing is right.</param>
    public static bool IsRight(ReadOnlySpan<byte> body, string? signature, string? key)
    {
        if (string.IsNullOrEmpty(key) || signature is not { Length: HexLength } || !signature.All(char.IsAsciiHexDigit))
        {
            return false;
        }

        Span<byte> right = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), body, right);

        return CryptographicOperations.FixedTimeEquals(right, Convert.FromHexString(signature));
    }
}
