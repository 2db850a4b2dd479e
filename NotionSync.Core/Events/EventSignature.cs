using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace NotionSync.Events;

/// <summary>
/// Signs events by the symmetric scheme of Standard Webhooks, version 1: HMAC-SHA256 over id, time and body
/// (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md, "Signature scheme").
/// </summary>
public static class EventSignature
{
    private const string Prefix = "whsec_";
    private const int LeastBytes = 24;
    private const int MostBytes = 64;

    /// <summary>The value of <c>webhook-signature</c>: a signature by each key.</summary>
    /// <param name="timestamp">The value of <c>webhook-timestamp</c>, in whole seconds since 1970.</param>
    public static string Sign(IReadOnlyList<byte[]> keys, string id, long timestamp, string body)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var signed = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.{body}"));
        return string.Join(' ', keys.Select(key => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, signed))}"));
    }

    /// <returns>The keys; <see langword="null"/>: the text holds none, more than two, or something else.</returns>
    public static IReadOnlyList<byte[]>? TryReadSecrets(string? text)
    {
        var texts = (text ?? string.Empty).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        List<byte[]> keys = [.. texts.Select(TryReadSecret).OfType<byte[]>()];
        return texts.Length is 1 or 2 && keys.Count == texts.Length ? keys : null;
    }

    private static byte[]? TryReadSecret(string text)
    {
        var key = new byte[text.Length];

        return text.StartsWith(Prefix, StringComparison.Ordinal)
            && Convert.TryFromBase64String(text[Prefix.Length..], key, out var length)
            && length is >= LeastBytes and <= MostBytes
                ? key[..length]
                : null;
    }
}
