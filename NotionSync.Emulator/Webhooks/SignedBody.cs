namespace NotionSync.Emulator.Webhooks;

/// <summary>What goes over the wire: JSON, and the headers that vouch for it.</summary>
internal sealed record SignedBody(byte[] Json, IReadOnlyList<KeyValuePair<string, string>> Headers)
{
    private const int HexDigits = 16;

    /// <summary>The same with one byte of the text changed, so that it still is JSON but not what was signed.</summary>
    public SignedBody WithOtherBody()
    {
        var changed = (byte[])Json.Clone();
        var position = Array.FindLastIndex(changed, one => one is >= (byte)'a' and < (byte)'z');
        changed[position]++;
        return this with { Json = changed };
    }

    /// <summary>The same with every signature off by its last digit.</summary>
    public SignedBody WithOtherSignature() => this with
    {
        Headers = [.. Headers.Select(header => header.Key.Contains("Signature", StringComparison.OrdinalIgnoreCase) || header.Key.Contains("Hmac", StringComparison.OrdinalIgnoreCase)
            ? KeyValuePair.Create(header.Key, header.Value[..^1] + NextDigit(header.Value[^1]))
            : header)],
    };

    private static char NextDigit(char digit)
        => char.ToLowerInvariant(((Convert.ToInt32(digit.ToString(), HexDigits) + 1) % HexDigits).ToString("x", System.Globalization.CultureInfo.InvariantCulture)[0]);
}
