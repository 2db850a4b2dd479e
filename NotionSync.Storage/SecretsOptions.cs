namespace NotionSync.Storage;

/// <summary>The settings under <c>Secrets</c>.</summary>
public sealed class SecretsOptions
{
    /// <summary>The vault that keeps the tokens; without it they lie encrypted in the storage account.</summary>
    public Uri? VaultUri { get; set; }

    /// <summary>
    /// Without a vault: the folder of the keys that encrypt the tokens, shared by all processes of one storage account.
    /// Whoever has this folder and the account has the tokens.
    /// </summary>
    public string KeyRingFolder { get; set; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "NotionSync", "keys");
}
