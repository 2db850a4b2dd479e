namespace NotionSync.Storage;

/// <summary>What Key Vault allows as a name (https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates).</summary>
internal static class SecretName
{
    private const int MaxLength = 127;

    /// <exception cref="ArgumentException">Not 1 to 127 letters, digits and dashes.</exception>
    public static string Check(string name)
        => name.Length is > 0 and <= MaxLength && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-')
            ? name
            : throw new ArgumentException("A secret's name has 1 to 127 letters, digits and dashes.", nameof(name));
}
