using System.Text.Json;

namespace NotionSync.Tests.Notion;

/// <summary>JSON as it comes out of a bad line: cut off, with bytes missing, added or changed. Some of it is still JSON.</summary>
internal static class GarbledJson
{
    // What garbles JSON most, or mends it again.
    private static readonly byte[] Bytes = [.. "\"\"\\\\{}[],:  \n\t0019-+.eEtrufalsn/bx"u8, 0, 1, 0x1f, 0x7f, 0xc3, 0xef, 0xff];

    public static byte[] Garble(byte[] json, Random random)
    {
        var result = json.ToList();

        for (var change = random.Next(1, 3); change > 0 && result.Count > 0; change--)
        {
            var at = random.Next(result.Count);

            switch (random.Next(5))
            {
                case 0:
                    result.RemoveRange(at, Math.Min(random.Next(1, 8), result.Count - at));
                    break;
                case 1:
                    result.Insert(at, Bytes[random.Next(Bytes.Length)]);
                    break;
                case 2 when random.Next(3) == 0:
                    result.RemoveRange(at, result.Count - at);
                    break;
                default:
                    result[at] = Bytes[random.Next(Bytes.Length)];
                    break;
            }
        }

        return [.. result];
    }

    public static bool IsValid(byte[] json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 256 });

            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
