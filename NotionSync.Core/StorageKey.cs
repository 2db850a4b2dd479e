using System.Globalization;
using System.Text;

namespace NotionSync;

/// <summary>
/// Makes any text fit for a key or a path of a store: everything but ASCII letters, digits and '-' is written as _xx.
/// Two different texts never give the same key. Azure Tables forbid / \ # ? and control characters in keys
/// (https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model).
/// </summary>
public static class StorageKey
{
    public static string Encode(string value)
    {
        var key = new StringBuilder(value.Length);

        foreach (var octet in Encoding.UTF8.GetBytes(value))
        {
            if (char.IsAsciiLetterOrDigit((char)octet) || octet is (byte)'-')
            {
                key.Append((char)octet);
            }
            else
            {
                key.Append(CultureInfo.InvariantCulture, $"_{octet:x2}");
            }
        }

        return key.ToString();
    }
}
