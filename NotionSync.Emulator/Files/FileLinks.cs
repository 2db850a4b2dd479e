using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NotionSync.Emulator.Worlds;

namespace NotionSync.Emulator.Files;

/// <summary>Turns the file markers of stored JSON into URLs of this emulator, signed from now on.</summary>
internal sealed class FileLinks(string baseAddress, DateTimeOffset now, int seconds)
{
    private static readonly byte[] Key = "files of the emulator"u8.ToArray();

    private readonly string _date = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    public string BaseAddress => baseAddress;

    public string Resolve(string marker)
    {
        if (marker.StartsWith(FileMarker.Expiry, StringComparison.Ordinal))
        {
            return WorldEditor.Timestamp(now.AddSeconds(seconds));
        }

        if (marker.StartsWith(FileMarker.External, StringComparison.Ordinal))
        {
            return $"{baseAddress}/files/external/{marker[FileMarker.External.Length..]}";
        }

        var path = marker[FileMarker.Hosted.Length..];
        var key = path[..path.IndexOf('/', StringComparison.Ordinal)];

        return $"{baseAddress}/files/{path}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date={_date}&X-Amz-Expires={seconds}"
            + $"&X-Amz-SignedHeaders=host&X-Amz-Signature={Sign(key, _date, seconds.ToString(CultureInfo.InvariantCulture))}";
    }

    public static string Sign(string key, string date, string seconds)
        => Convert.ToHexStringLower(HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes($"{key}\n{date}\n{seconds}")));
}
