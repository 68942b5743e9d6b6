const SECRET = /(^|_)[A-Z0-9]*(TOKEN|SECRETS?|PASSWORDS?|PASSWD|PASSPHRASE|CREDENTIALS?|KEYS?)(_|$)/i;

/** Whether a variable's name says that its value is a secret. TOKENIZERS_PARALLELISM is none. */
export function isSecretName(name: string): boolean {
  return SECRET.test(name);
}
